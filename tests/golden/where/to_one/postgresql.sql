concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND ("t1"."name" = $1::text)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"deep":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_category" AS "t3"
      WHERE "t3"."id" = "t2"."category_id" AND EXISTS (
        SELECT 1
        FROM "shop_category" AS "t4"
        WHERE "t4"."id" = "t3"."parent_id" AND ("t4"."name" = $2::text)
      )
    )
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: "Ada", text
-- 2: "Books", text
