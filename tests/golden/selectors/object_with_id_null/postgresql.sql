concat('{"none":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), ',"null":', coalesce((
  SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = $2::int8)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: null, int:-9223372036854775808:9223372036854775807
