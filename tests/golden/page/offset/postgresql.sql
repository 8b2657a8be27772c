concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20 OFFSET $1::int4
  ) AS "t0"
), ']'), ',"page":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 2 OFFSET $2::int4
  ) AS "t1"
), ']'), ',"beyond":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 20 OFFSET $3::int4
  ) AS "t2"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_tag" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), '}')

-- 1: 10, int:0:2147483647
-- 2: 4, int:0:2147483647
-- 3: 100, int:0:2147483647
