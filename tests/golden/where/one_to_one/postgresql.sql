concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_profile" AS "t1"
      WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."bio" <> $1::text)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_bundle" AS "t3"
      WHERE "t3"."product_ptr_id" = "t2"."id" AND ("t3"."pieces" > $2::int4)
    )
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: "", text
-- 2: 0, int:-2147483648:2147483647
