concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      ) AND ("t1"."name" = $1::text)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id"
      ) AND ("t4"."is_active" = $2::bool)
    )
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), '}')

-- 1: "Lamp", text
-- 2: false, bool
