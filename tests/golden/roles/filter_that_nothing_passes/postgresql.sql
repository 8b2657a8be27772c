concat('{"bundles":', concat('[', (
  SELECT string_agg(concat('{"pieces":', "t0"."pieces"::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."pieces"
    FROM "shop_bundle" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."product_ptr_id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"bundle":', coalesce((
  SELECT concat('{"pieces":', "t1"."pieces"::text, '}') AS j
  FROM (
    SELECT "t1"."pieces"
    FROM "shop_bundle" AS "t1"
    WHERE 1 = 0
    ORDER BY "t1"."product_ptr_id"
    LIMIT 1
  ) AS "t1"
), 'null'), ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"bundle":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE $1::int8 IS NOT NULL AND (("t2"."is_public" = $2::bool) OR ("t2"."owner_id" = $1::int8))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT concat('{"pieces":', "t3"."pieces"::text, '}') AS j
    FROM (
      SELECT "t3"."pieces"
      FROM "shop_bundle" AS "t3"
      WHERE "t3"."product_ptr_id" = "t2"."id" AND 1 = 0
      LIMIT 1
    ) AS "t3"
  ) AS "j0" ON true
), ']') ELSE 'null' END, ',"with":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE $1::int8 IS NOT NULL AND ((("t4"."is_public" = $2::bool) OR ("t4"."owner_id" = $1::int8)) AND EXISTS (
      SELECT 1
      FROM "shop_bundle" AS "t5"
      WHERE "t5"."product_ptr_id" = "t4"."id" AND 1 = 0
    ))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
