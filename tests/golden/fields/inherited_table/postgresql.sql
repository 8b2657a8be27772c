concat('{"bundles":', concat('[', (
  SELECT string_agg(concat('{"pieces":', "t0"."pieces"::int4::text, ',"product_ptr_id":', "t0"."product_ptr_id"::int8::text, ',"product_ptr":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."pieces", "t0"."product_ptr_id"
    FROM "shop_bundle" AS "t0"
    ORDER BY "t0"."product_ptr_id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_ptr_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"product":', coalesce((
  SELECT concat('{"bundle":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."id" = $1::int8)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT concat('{"pieces":', "t3"."pieces"::int4::text, '}') AS j
    FROM (
      SELECT "t3"."pieces"
      FROM "shop_bundle" AS "t3"
      WHERE "t3"."product_ptr_id" = "t2"."id"
      LIMIT 1
    ) AS "t3"
  ) AS "j0" ON true
), 'null'), ',"other":', coalesce((
  SELECT concat('{"bundle":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."id" = $2::int8)
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT concat('{"pieces":', "t5"."pieces"::int4::text, '}') AS j
    FROM (
      SELECT "t5"."pieces"
      FROM "shop_bundle" AS "t5"
      WHERE "t5"."product_ptr_id" = "t4"."id"
      LIMIT 1
    ) AS "t5"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: 8, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-9223372036854775808:9223372036854775807
