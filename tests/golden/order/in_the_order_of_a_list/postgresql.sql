concat('{"listed":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY array_position($1::int8[], "t0"."id"), "t0"."id"
    LIMIT 5
  ) AS "t0"
), ']'), ',"backward":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ANY($1::int8[]))
    ORDER BY array_position($1::int8[], "t1"."id") DESC, "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t2"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."slug"
    FROM "shop_tag" AS "t2"
    ORDER BY array_position($2::text[], "t2"."slug") NULLS FIRST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"twice":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY array_position($3::int8[], "t3"."id"), array_position($4::int8[], "t3"."id"), "t3"."id"
    LIMIT 4
  ) AS "t3"
), ']'), ',"along":', concat('[', (
  SELECT string_agg(concat('{"owner":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t4"."owner_id"
    FROM "shop_product" AS "t4"
    LEFT JOIN "shop_customer" AS "t5" ON "t5"."id" = "t4"."owner_id"
    ORDER BY array_position($5::text[], "t5"."name"), "t4"."id"
    LIMIT 6
  ) AS "t4"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t6"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t6"."name"
      FROM "shop_customer" AS "t6"
      WHERE "t6"."id" = "t4"."owner_id"
      LIMIT 1
    ) AS "t6"
  ) AS "j0" ON true
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: ["rare", "new"], [text]
-- 3: [3], [int:-9223372036854775808:9223372036854775807]
-- 4: [9, 7], [int:-9223372036854775808:9223372036854775807]
-- 5: ["Bob", "Ada"], [text]
