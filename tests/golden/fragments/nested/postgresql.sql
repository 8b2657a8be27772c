concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, ',"tags":', concat('[', "j0".j, ']'), ',"owner":', coalesce("j1".j, 'null'), '}'), ',') AS j
    FROM (
      SELECT "t1"."name", "t1"."id", "t1"."owner_id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"slug":', to_json("t2"."slug"::text)::text, '}'), ',') AS j
      FROM (
        SELECT "t2"."slug"
        FROM "shop_tag" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t3"
          WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ) AS "j0" ON true
    LEFT JOIN LATERAL (
      SELECT concat('{"id":', "t4"."id"::int8::text, '}') AS j
      FROM (
        SELECT "t4"."id"
        FROM "shop_customer" AS "t4"
        WHERE "t4"."id" = "t1"."owner_id"
        LIMIT 1
      ) AS "t4"
    ) AS "j1" ON true
  ) AS "j0" ON true
), ']'), '}')
