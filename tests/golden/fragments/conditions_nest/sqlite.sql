'{"products":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?1 AND ?2) THEN ',"stock":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?1 AND ?2 OR ?1 OR NOT ?1) THEN ',"owner":' || coalesce((
    SELECT '{' || substr(CASE WHEN (?1 AND ?2) THEN ',"is_active":' || CASE "t1"."is_active" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t1"."is_active" IS NULL THEN 'null' ELSE char(26) || 't' END END ELSE '' END || CASE WHEN (?1) THEN ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) ELSE '' END || CASE WHEN (NOT ?1) THEN ',"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END ELSE '' END, 2) || '}' AS j
    FROM (
      SELECT "t1"."is_active", "t1"."name", "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE (?1 AND ?2 OR ?1 OR NOT ?1) AND "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') ELSE '' END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."stock", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable a, bool
-- 2: variable b, bool
