concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ANY($2::int8[]))
    ORDER BY array_position($2::int8[], "t1"."id"), "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"among":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE "t2"."id" IN ($1::int8, $3::int8)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"shelves":', concat('[', (
  SELECT string_agg(concat('{"aisle":', to_json("t3"."aisle"::text)::text, ',"place":', "t3"."place"::int4::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."aisle", "t3"."place"
    FROM "shop_shelf" AS "t3"
    WHERE ("t3"."place" = $4::int8)
    ORDER BY "t3"."aisle", "t3"."place"
    LIMIT 20
  ) AS "t3"
), ']'), ',"shelf":', coalesce((
  SELECT concat('{"aisle":', to_json("t4"."aisle"::text)::text, ',"place":', "t4"."place"::int4::text, '}') AS j
  FROM (
    SELECT "t4"."aisle", "t4"."place"
    FROM "shop_shelf" AS "t4"
    WHERE (("t4"."aisle" = $5::text) AND ("t4"."place" = $4::int8))
    ORDER BY "t4"."aisle", "t4"."place"
    LIMIT 1
  ) AS "t4"
), 'null'), '}')

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: variable place, int:-9223372036854775808:9223372036854775807
-- 5: "A", text
