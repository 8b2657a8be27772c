concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND ((("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8)) AND ("t0"."owner_id" = ANY($3::int8[])))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']') ELSE 'null' END, ',"or":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE $1::int8 IS NOT NULL AND ((("t1"."is_public" = $2::bool) OR ("t1"."owner_id" = $1::int8)) AND (("t1"."id" = $4::int8) OR ("t1"."id" = $5::int8)))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']') ELSE 'null' END, ',"product":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"id":', "t2"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE $1::int8 IS NOT NULL AND ((("t2"."is_public" = $2::bool) OR ("t2"."owner_id" = $1::int8)) AND ("t2"."id" = $4::int8))
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null') ELSE 'null' END, ',"own":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"id":', "t3"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE $1::int8 IS NOT NULL AND ((("t3"."is_public" = $2::bool) OR ("t3"."owner_id" = $1::int8)) AND ("t3"."id" = $6::int8))
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: [3, 4], [int:-9223372036854775808:9223372036854775807]
-- 4: 6, int:-9223372036854775808:9223372036854775807
-- 5: 1, int:-9223372036854775808:9223372036854775807
-- 6: 8, int:-9223372036854775808:9223372036854775807
