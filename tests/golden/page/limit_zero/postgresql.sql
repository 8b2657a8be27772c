concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), ']'), ',"product":', coalesce((
  SELECT concat('{"tags":', concat('[', "j0".j, ']'), '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = $1::int8)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_tag" AS "t2"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 0
    ) AS "t2"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
