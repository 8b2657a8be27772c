concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND EXISTS (
        SELECT 1
        FROM "shop_tag" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t3"
          WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
        ) AND EXISTS (
          SELECT 1
          FROM "shop_product" AS "t4"
          WHERE EXISTS (
            SELECT 1
            FROM "shop_product_tags" AS "t5"
            WHERE "t5"."tag_id" = "t2"."id" AND "t4"."id" = "t5"."product_id"
          ) AND EXISTS (
            SELECT 1
            FROM "shop_customer" AS "t6"
            WHERE "t6"."id" = "t4"."owner_id" AND ("t6"."name" = $1::text)
          )
        )
      )
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: "Bob", text
