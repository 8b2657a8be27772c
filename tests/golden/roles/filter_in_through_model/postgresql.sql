concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"purchased":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."is_active" = $2::bool)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE $1::int8 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id" AND ("t2"."customer_id" = $1::int8)
      ) AND (("t1"."is_public" = $3::bool) OR ("t1"."owner_id" = $1::int8))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, ',"buyers":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE $1::int8 IS NOT NULL AND (("t3"."is_public" = $3::bool) OR ("t3"."owner_id" = $1::int8))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id" AND ("t5"."customer_id" = $1::int8)
      ) AND ("t4"."is_active" = $2::bool)
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ) AS "j0" ON true
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
