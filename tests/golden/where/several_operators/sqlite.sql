'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || ',"stock":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price", "t0"."stock"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."price" > ?1) AND ("t0"."price" < ?2) AND ("t0"."price" <> ?3) AND ("t0"."stock" > ?4))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: "9.9", decimal:10:2
-- 2: 45, decimal:10:2
-- 3: 20, decimal:10:2
-- 4: 0, int:-2147483648:2147483647
