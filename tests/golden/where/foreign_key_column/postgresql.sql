concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."category_id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"none":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE "t1"."category_id" IS NULL
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: 4, int:-9223372036854775808:9223372036854775807
