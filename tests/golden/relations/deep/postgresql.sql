concat('{"customer":', coalesce((
  SELECT concat('{"products":', concat('[', "j0".j, ']'), '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"buyers":', concat('[', "j0".j, ']'), '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"purchases":', concat('[', "j0".j, ']'), '}'), ',') AS j
      FROM (
        SELECT "t2"."id"
        FROM "shop_customer" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t7"
          WHERE "t7"."product_id" = "t1"."id" AND "t2"."id" = "t7"."customer_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
      LEFT JOIN LATERAL (
        SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, ',"product":', coalesce("j0".j, 'null'), '}'), ',') AS j
        FROM (
          SELECT "t3"."id", "t3"."product_id"
          FROM "shop_purchase" AS "t3"
          WHERE "t3"."customer_id" = "t2"."id"
          ORDER BY "t3"."id"
          LIMIT 20
        ) AS "t3"
        LEFT JOIN LATERAL (
          SELECT concat('{"id":', "t4"."id"::int8::text, ',"tags":', concat('[', "j0".j, ']'), '}') AS j
          FROM (
            SELECT "t4"."id"
            FROM "shop_product" AS "t4"
            WHERE "t4"."id" = "t3"."product_id"
            LIMIT 1
          ) AS "t4"
          LEFT JOIN LATERAL (
            SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
            FROM (
              SELECT "t5"."id"
              FROM "shop_tag" AS "t5"
              WHERE EXISTS (
                SELECT 1
                FROM "shop_product_tags" AS "t6"
                WHERE "t6"."product_id" = "t4"."id" AND "t5"."id" = "t6"."tag_id"
              )
              ORDER BY "t5"."id"
              LIMIT 20
            ) AS "t5"
          ) AS "j0" ON true
        ) AS "j0" ON true
      ) AS "j0" ON true
    ) AS "j0" ON true
  ) AS "j0" ON true
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
