concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"purchased":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"product":', coalesce((
  SELECT concat('{"buyers":', concat('[', "j0".j, ']'), ',"purchases":', concat('[', "j1".j, ']'), '}') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."id" = $1::int8)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t4"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id"
      )
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"quantity":', "t6"."quantity"::int4::text, ',"customer":', coalesce("j0".j, 'null'), '}'), ',') AS j
    FROM (
      SELECT "t6"."quantity", "t6"."customer_id"
      FROM "shop_purchase" AS "t6"
      WHERE "t6"."product_id" = "t3"."id"
      ORDER BY "t6"."id"
      LIMIT 20
    ) AS "t6"
    LEFT JOIN LATERAL (
      SELECT concat('{"name":', to_json("t7"."name"::text)::text, '}') AS j
      FROM (
        SELECT "t7"."name"
        FROM "shop_customer" AS "t7"
        WHERE "t7"."id" = "t6"."customer_id"
        LIMIT 1
      ) AS "t7"
    ) AS "j0" ON true
  ) AS "j1" ON true
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
