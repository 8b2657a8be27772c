concat('{"products":', coalesce((
  SELECT concat('{"name":', to_json("t0"."name"::text)::text, ',"related":', coalesce("j0".j, 'null'), ',"related_from":', coalesce("j1".j, 'null'), '}') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t2"
        WHERE "t2"."from_product_id" = "t0"."id" AND "t1"."id" = "t2"."to_product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t3"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_product" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t4"
        WHERE "t4"."to_product_id" = "t0"."id" AND "t3"."id" = "t4"."from_product_id"
      ) AND ("t3"."id" = $1::int8)
      ORDER BY "t3"."id"
      LIMIT 1
    ) AS "t3"
  ) AS "j1" ON true
), 'null'), ',"last":', coalesce((
  SELECT concat('{"name":', to_json("t5"."name"::text)::text, '}') AS j
  FROM (
    SELECT "t5"."name"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."id" DESC
    LIMIT 1
  ) AS "t5"
), 'null'), '}')

-- 1: 5, int:-9223372036854775808:9223372036854775807
