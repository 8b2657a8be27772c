concat('{"listed":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY array_position($1::int8[], "t0"."id") DESC NULLS LAST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), ',"written":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ANY($2::int8[]))
    ORDER BY array_position($2::int8[], "t1"."id"), "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: [2, 1], [int:-9223372036854775808:9223372036854775807]
