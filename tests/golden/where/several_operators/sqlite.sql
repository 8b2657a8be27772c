'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"price":' || gg_decimal("t0"."price", 2) || ',"stock":' || CAST("t0"."stock" AS INTEGER) || '}', ',') AS j
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
