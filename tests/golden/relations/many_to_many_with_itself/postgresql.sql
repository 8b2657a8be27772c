concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"related":', concat('[', "j0".j, ']'), ',"related_from":', concat('[', "j1".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t2"
        WHERE "t2"."from_product_id" = "t0"."id" AND "t1"."id" = "t2"."to_product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t4"
        WHERE "t4"."to_product_id" = "t0"."id" AND "t3"."id" = "t4"."from_product_id"
      )
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j1" ON true
), ']'), '}')
