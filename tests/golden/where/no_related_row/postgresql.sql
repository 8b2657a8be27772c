concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE NOT (EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
    ))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE NOT (EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      )
    ))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')
