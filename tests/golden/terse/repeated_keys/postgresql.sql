concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."price" < $1::numeric) OR ("t0"."price" > $2::numeric) OR ("t0"."id" = $3::int8))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"and":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (("t1"."price" > $1::numeric) AND ("t1"."price" < $4::numeric))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: 5, decimal:10:2
-- 2: 90, decimal:10:2
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: 20, decimal:10:2
