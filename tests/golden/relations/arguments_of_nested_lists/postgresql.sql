concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"products":', concat('[', "j0".j, ']'), ',"cheap":', concat('[', "j1".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id" DESC
    LIMIT 5
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"price":', CASE WHEN "t1"."price" > '-Infinity' AND "t1"."price" < 'Infinity' THEN "t1"."price"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."price"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND ("t1"."is_public" = $1::bool)
      ORDER BY "t1"."price" DESC, "t1"."id" DESC
      LIMIT 2 OFFSET $2::int4
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t0"."id" AND ("t2"."price" < $3::numeric)
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), ']'), '}')

-- 1: true, bool
-- 2: 1, int:0:2147483647
-- 3: 20, decimal:10:2
