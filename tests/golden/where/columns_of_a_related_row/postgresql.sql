concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t3"
      WHERE "t3"."customer_id" = "t0"."id" AND (("t3"."product_id" > "t3"."customer_id") AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t4"
        WHERE "t4"."id" = "t3"."product_id" AND ("t4"."price" >= "t4"."stock")
      ))
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t2"
        WHERE "t2"."id" = "t1"."owner_id" AND ("t2"."id" <> "t2"."referrer_id")
      )
      ORDER BY "t1"."id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), '}')
