'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"price":' || gg_decimal("t0"."price", 2) || ',"stock":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END || '}', ',') AS j
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
