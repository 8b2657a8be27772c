concat('{"products":', CASE WHEN $1::int8 IS NOT NULL THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_customer" AS "t1" ON "t1"."id" = "t0"."owner_id" AND ("t1"."is_active" = $2::bool)
    WHERE $1::int8 IS NOT NULL AND (("t0"."is_public" = $3::bool) OR ("t0"."owner_id" = $1::int8))
    ORDER BY "t1"."name" DESC, "t0"."id" DESC
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t2"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."owner_id" AND ("t2"."is_active" = $2::bool)
      LIMIT 1
    ) AS "t2"
  ) AS "j0" ON true
), ']') ELSE 'null' END, ',"first":', CASE WHEN $1::int8 IS NOT NULL THEN coalesce((
  SELECT concat('{"id":', "t3"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    LEFT JOIN "shop_customer" AS "t4" ON "t4"."id" = "t3"."owner_id" AND ("t4"."is_active" = $2::bool)
    WHERE $1::int8 IS NOT NULL AND (("t3"."is_public" = $3::bool) OR ("t3"."owner_id" = $1::int8))
    ORDER BY "t4"."birthday" NULLS FIRST, "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END, '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
