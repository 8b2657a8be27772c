concat('{"shelves":', concat('[', (
  SELECT string_agg(concat('{"aisle":', to_json("t0"."aisle"::text)::text, ',"place":', "t0"."place"::int4::text, ',"product":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 3 OFFSET $1::int4
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
), ']'), '}')

-- 1: 1, int:0:2147483647
