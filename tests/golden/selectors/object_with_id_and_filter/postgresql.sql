concat('{"hit":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" = $1::int8) AND ("t0"."is_public" = $2::bool))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"miss":', coalesce((
  SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (("t1"."id" = $3::int8) AND ("t1"."is_public" = $2::bool))
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')

-- 1: 3, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 8, int:-9223372036854775808:9223372036854775807
