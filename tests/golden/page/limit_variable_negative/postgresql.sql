concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 20
    ) AS "t1"
    LIMIT $1::int4
  ) AS "t0"
), ']'), '}')

-- 1: variable n, int:0:2147483647
