concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t2"
        WHERE "t2"."from_product_id" = "t0"."id" AND "t1"."id" = "t2"."to_product_id"
      ) AND ("t1"."id" = $1::int8)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"from":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t5"
        WHERE "t5"."to_product_id" = "t3"."id" AND "t4"."id" = "t5"."from_product_id"
      ) AND ("t4"."name" = $2::text)
    )
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t6"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."name"
    FROM "shop_customer" AS "t6"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t7"
      WHERE "t7"."id" = "t6"."referrer_id" AND EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t8"
        WHERE "t8"."id" = "t7"."referrer_id" AND ("t8"."name" = $3::text)
      )
    )
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), '}')

-- 1: 8, int:-9223372036854775808:9223372036854775807
-- 2: "Lamp", text
-- 3: "Ada", text
