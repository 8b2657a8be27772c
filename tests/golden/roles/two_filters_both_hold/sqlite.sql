'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || ',"is_public":' || CASE "t0"."is_public" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."is_public" IS NULL THEN 'null' ELSE char(26) || 't' END END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."is_public"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."owner_id" <> ?1) AND ("t0"."is_public" = ?2))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"with":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t1"."id" AND (("t2"."owner_id" <> ?1) AND ("t2"."is_public" = ?2) AND ("t2"."id" < ?3))
    )
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 7, int:-9223372036854775808:9223372036854775807
