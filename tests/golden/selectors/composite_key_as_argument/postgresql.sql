concat('{"shelf":', coalesce((
  SELECT concat('{"aisle":', to_json("t0"."aisle"::text)::text, ',"place":', "t0"."place"::int4::text, ',"product":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    WHERE (("t0"."aisle" = $1::text) AND ("t0"."place" = $2::int4))
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), 'null'), ',"terse":', coalesce((
  SELECT concat('{"place":', "t2"."place"::int4::text, '}') AS j
  FROM (
    SELECT "t2"."place"
    FROM "shop_shelf" AS "t2"
    WHERE (("t2"."aisle" = $3::text) AND ("t2"."place" = $4::int4))
    ORDER BY "t2"."aisle", "t2"."place"
    LIMIT 1
  ) AS "t2"
), 'null'), ',"none":', coalesce((
  SELECT concat('{"place":', "t3"."place"::int4::text, '}') AS j
  FROM (
    SELECT "t3"."place"
    FROM "shop_shelf" AS "t3"
    WHERE (("t3"."aisle" = $5::text) AND ("t3"."place" = $4::int4))
    ORDER BY "t3"."aisle", "t3"."place"
    LIMIT 1
  ) AS "t3"
), 'null'), '}')

-- 1: "B", text
-- 2: variable place, int:-2147483648:2147483647
-- 3: "A", text
-- 4: 1, int:-2147483648:2147483647
-- 5: "Z", text
