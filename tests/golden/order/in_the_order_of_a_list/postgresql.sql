concat('{"listed":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY array_position($1::int8[], "t0"."id"), "t0"."id"
    LIMIT 5
  ) AS "t0"
), ']'), ',"backward":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ANY($1::int8[]))
    ORDER BY array_position($1::int8[], "t1"."id") DESC, "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t2"."slug")::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."slug"
    FROM "shop_tag" AS "t2"
    ORDER BY array_position($2::text[], "t2"."slug") NULLS FIRST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: ["rare", "new"], [text]
