concat('{"shelves":', concat('[', (
  SELECT string_agg(concat('{"aisle":', to_json("t0"."aisle"::text)::text, ',"place":', "t0"."place"::int4::text, ',"product":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce("j0".j, 'null') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t2"
      WHERE "t2"."id" = "t0"."product_id" AND ("t2"."is_public" = $2::bool)
    )
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE $1::int8 IS NOT NULL AND "t1"."id" = "t0"."product_id" AND (("t1"."is_public" = $3::bool) OR ("t1"."owner_id" = $1::int8))
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
