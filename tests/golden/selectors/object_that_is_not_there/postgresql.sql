concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"profile":', coalesce((
  SELECT concat('{"bio":', to_json("t1"."bio"::text)::text, '}') AS j
  FROM (
    SELECT "t1"."bio"
    FROM "shop_profile" AS "t1"
    WHERE ("t1"."customer_id" = $2::int8)
    ORDER BY "t1"."customer_id"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')

-- 1: 999, int:-9223372036854775808:9223372036854775807
-- 2: 3, int:-9223372036854775808:9223372036854775807
