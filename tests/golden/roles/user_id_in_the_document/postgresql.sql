concat('{"customer":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"name":', to_json("t0"."name"::text)::text, '}') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_active" = $2::bool) AND ("t0"."id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') ELSE 'null' END, ',"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE $1::int8 IS NOT NULL AND ((("t1"."is_public" = $3::bool) OR ("t1"."owner_id" = $1::int8)) AND ("t1"."owner_id" = $1::int8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
