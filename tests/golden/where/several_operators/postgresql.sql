concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, ',"stock":', "t0"."stock"::int4::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price", "t0"."stock"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."price" > $1::numeric) AND ("t0"."price" < $2::numeric) AND ("t0"."price" <> $3::numeric) AND ("t0"."stock" > $4::int4))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: "9.9", decimal:10:2
-- 2: 45, decimal:10:2
-- 3: 20, decimal:10:2
-- 4: 0, int:-2147483648:2147483647
