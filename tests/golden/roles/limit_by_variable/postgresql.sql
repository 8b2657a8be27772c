concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."name"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 100
    ) AS "t1"
    LIMIT least($1::int4, $2::int8)
  ) AS "t0"
), ']'), ',"zero":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 0
  ) AS "t2"
), ']'), '}')

-- 1: variable n, int:0:2147483647
-- 2: 4, int:-9223372036854775808:9223372036854775807
