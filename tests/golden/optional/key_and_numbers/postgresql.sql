concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      ORDER BY "t1"."id"
      LIMIT 20 OFFSET $2::int4
    ) AS "t2"
    LIMIT $2::int4
  ) AS "t1"
), ']'), '}')

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable n, int:0:2147483647
