concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND ("t1"."price" > $1::numeric)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"any":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_customer" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_voucher" AS "t3"
      WHERE "t3"."customer_id" = "t2"."id"
    )
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: 90, decimal:10:2
