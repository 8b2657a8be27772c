concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"is_public":', CASE WHEN "t0"."is_public" THEN 'true' WHEN NOT "t0"."is_public" THEN 'false' ELSE 'null' END, ',"owner_id":', "t0"."owner_id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $2::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
