concat('{"tag":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), 'null'), ',"tags":', coalesce((
  SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE (1 = 0 AND ("t1"."id" = $1::int8))
    ORDER BY "t1"."id"
    LIMIT 0
  ) AS "t1"
), 'null'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"tag":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t3"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND 1 = 0
      ORDER BY "t3"."id"
      LIMIT 0
    ) AS "t3"
  ) AS "j0" ON true
), ']'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
