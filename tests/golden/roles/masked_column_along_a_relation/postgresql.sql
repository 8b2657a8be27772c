concat('{"purchases":', concat('[', (
  SELECT string_agg(concat('{"product":', coalesce("j0".j, 'null'), ',"customer":', coalesce("j1".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."product_id", "t0"."customer_id"
    FROM "shop_purchase" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t0"."customer_id" AND CASE WHEN ("t3"."id" = $1::int8) THEN "t3"."email" END IS NOT NULL
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"price":', CASE WHEN ("t1"."is_public" = $2::bool) THEN CASE WHEN "t1"."price" > '-Infinity' AND "t1"."price" < 'Infinity' THEN "t1"."price"::numeric::text WHEN "t1"."price" IS NULL THEN 'null' ELSE E'\032n' END ELSE 'null' END, '}') AS j
    FROM (
      SELECT "t1"."price", "t1"."is_public"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"email":', CASE WHEN ("t2"."id" = $1::int8) THEN coalesce(to_json("t2"."email"::text)::text, 'null') ELSE 'null' END, '}') AS j
    FROM (
      SELECT "t2"."email", "t2"."id"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."customer_id"
      LIMIT 1
    ) AS "t2"
  ) AS "j1" ON true
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
