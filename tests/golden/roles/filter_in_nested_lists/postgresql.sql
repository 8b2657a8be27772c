concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."is_active" = $2::bool)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"purchases":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', "j0".j, ']') ELSE 'null' END, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE $1::int8 IS NOT NULL AND "t1"."owner_id" = "t0"."id" AND (("t1"."is_public" = $3::bool) OR ("t1"."owner_id" = $1::int8))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
      FROM (
        SELECT *
        FROM (
          SELECT "t2"."id"
          FROM "shop_purchase" AS "t2"
          WHERE $1::int8 IS NOT NULL AND "t2"."product_id" = "t1"."id" AND ("t2"."customer_id" = $1::int8)
          ORDER BY "t2"."id"
          LIMIT 100
        ) AS "t3"
        LIMIT $4::int8
      ) AS "t2"
    ) AS "j0" ON true
  ) AS "j0" ON true
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
-- 4: 2, int:-9223372036854775808:9223372036854775807
