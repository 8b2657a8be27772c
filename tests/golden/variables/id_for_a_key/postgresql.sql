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
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($2::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t2" ON "t2"."v" = "t1"."id"
    WHERE ("t1"."id" = ANY($2::int8[]))
    ORDER BY "t2"."n", "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"among":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE "t3"."id" IN ($1::int8, $3::int8)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"shelves":', concat('[', (
  SELECT string_agg(concat('{"aisle":', to_json("t4"."aisle"::text)::text, ',"place":', "t4"."place"::int4::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."aisle", "t4"."place"
    FROM "shop_shelf" AS "t4"
    WHERE ("t4"."place" = $4::int8)
    ORDER BY "t4"."aisle", "t4"."place"
    LIMIT 20
  ) AS "t4"
), ']'), ',"shelf":', coalesce((
  SELECT concat('{"aisle":', to_json("t5"."aisle"::text)::text, ',"place":', "t5"."place"::int4::text, '}') AS j
  FROM (
    SELECT "t5"."aisle", "t5"."place"
    FROM "shop_shelf" AS "t5"
    WHERE (("t5"."aisle" = $5::text) AND ("t5"."place" = $4::int8))
    ORDER BY "t5"."aisle", "t5"."place"
    LIMIT 1
  ) AS "t5"
), 'null'), '}')

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: variable place, int:-9223372036854775808:9223372036854775807
-- 5: "A", text
