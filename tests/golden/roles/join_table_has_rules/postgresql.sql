concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"purchased":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT "t1"."name"
        FROM "shop_product" AS "t1"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t2"
          WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id" AND ("t2"."quantity" > $1::int4)
        )
        ORDER BY "t1"."id"
        LIMIT 100
      ) AS "t3"
      LIMIT $2::int8
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t4"."name"::text)::text, ',"buyers":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t4"."name", "t4"."id"
      FROM "shop_product" AS "t4"
      ORDER BY "t4"."id"
      LIMIT 100
    ) AS "t7"
    LIMIT $2::int8
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_customer" AS "t5"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t6"
        WHERE "t6"."product_id" = "t4"."id" AND "t5"."id" = "t6"."customer_id" AND ("t6"."quantity" > $1::int4)
      )
      ORDER BY "t5"."id"
      LIMIT 20
    ) AS "t5"
  ) AS "j0" ON true
), ']'), ',"bought":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t8"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t8"."name"
      FROM "shop_product" AS "t8"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t9"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t10"
          WHERE "t10"."product_id" = "t8"."id" AND "t9"."id" = "t10"."customer_id" AND ("t10"."quantity" > $1::int4)
        ) AND ("t9"."id" = $3::int8)
      )
      ORDER BY "t8"."id"
      LIMIT 100
    ) AS "t11"
    LIMIT $2::int8
  ) AS "t8"
), ']'), '}')

-- 1: 1, int:-2147483648:2147483647
-- 2: 4, int:-9223372036854775808:9223372036854775807
-- 3: 1, int:-9223372036854775808:9223372036854775807
