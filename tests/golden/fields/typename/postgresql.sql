concat('{"__typename":', '"Query"', ',"root":', '"Query"', ',"product":', coalesce((
  SELECT concat('{"__typename":', '"Product"', ',"kind":', '"Product"', ',"owner":', coalesce("j0".j, 'null'), ',"tags":', concat('[', "j1".j, ']'), '}') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"__typename":', '"Customer"', '}') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"__typename":', '"Tag"', '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_tag" AS "t2"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
