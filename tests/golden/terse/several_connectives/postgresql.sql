concat('{"both":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((("t0"."price" < $1::numeric) OR ("t0"."price" > $2::numeric)) AND (("t0"."stock" < $3::int4) OR ("t0"."stock" > $4::int4)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"item":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ((("t1"."price" > $5::numeric) AND ("t1"."price" < $6::numeric)) OR ("t1"."id" = $7::int8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"with_own":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (NOT (("t2"."id" = $7::int8)) AND NOT (("t2"."price" < $5::numeric)))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: 5, decimal:10:2
-- 2: 50, decimal:10:2
-- 3: 1, int:-2147483648:2147483647
-- 4: 100, int:-2147483648:2147483647
-- 5: 9, decimal:10:2
-- 6: 11, decimal:10:2
-- 7: 1, int:-9223372036854775808:9223372036854775807
