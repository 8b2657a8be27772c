concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2 OFFSET $1::int4
  ) AS "t0"
), ']'), ',"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20 OFFSET $2::int4
  ) AS "t1"
), ']'), '}')

-- 1: variable n, int:0:2147483647
-- 2: variable absent, int:0:2147483647
