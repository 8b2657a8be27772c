concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner_id":', "t0"."owner_id"::int8::text, ',"is_public":', CASE WHEN "t0"."is_public" THEN 'true' WHEN NOT "t0"."is_public" THEN 'false' ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."is_public"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."owner_id" <> $1::int8) AND ("t0"."is_public" = $2::bool))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"with":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t2"
      WHERE "t2"."owner_id" = "t1"."id" AND (("t2"."owner_id" <> $1::int8) AND ("t2"."is_public" = $2::bool) AND ("t2"."id" < $3::int8))
    )
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 7, int:-9223372036854775808:9223372036854775807
