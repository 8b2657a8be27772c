concat('{"samples":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE (("t0"."number" = $1::int4) AND ("t0"."small" < $2::int4) AND ("t0"."small" >= $1::int4))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."stock" = $1::int4)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: variable n, int:-2147483648:2147483647
-- 2: 100, int:-2147483648:2147483647
