concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      WHERE ("t0"."name" = $1::text)
      ORDER BY "t0"."id"
      LIMIT 20
    ) AS "t1"
    LIMIT $2::int4
  ) AS "t0"
), ']'), '}')

-- 1: variable name, text
-- 2: variable n, int:0:2147483647
