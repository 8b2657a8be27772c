'{"products":' || '[' || coalesce((
  SELECT group_concat('{"owner":' || coalesce((
    SELECT '{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?2) THEN ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) ELSE '' END || ',"is_active":' || CASE "t1"."is_active" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t1"."is_active" IS NULL THEN 'null' ELSE char(26) || 't' END END, 2) || '}' AS j
    FROM (
      SELECT "t1"."id", "t1"."name", "t1"."is_active"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || CASE WHEN (?1 OR ?2) THEN ',"tags":' || '[' || coalesce((
    SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?2) THEN ',"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) ELSE '' END, 2) || '}', ',') AS j
    FROM (
      SELECT "t2"."id", "t2"."slug"
      FROM "shop_tag" AS "t2"
      WHERE (?1 OR ?2) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' ELSE '' END || CASE WHEN (?1 OR ?2) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || '}', ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable a, bool
-- 2: variable b, bool
