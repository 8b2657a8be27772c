concat('{"customer":', coalesce((
  SELECT concat('{"name":', to_json("t0"."name")::text, '}') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE (("t0"."is_active" = $1::bool) AND ("t0"."id" = $2::int8))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"products":', CASE WHEN $2::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE $2::int8 IS NOT NULL AND ((("t1"."is_public" = $1::bool) OR ("t1"."owner_id" = $2::int8)) AND ("t1"."owner_id" = $2::int8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']') ELSE 'null' END, '}')

-- 1: true, bool
-- 2: caller user_id, int:-9223372036854775808:9223372036854775807
