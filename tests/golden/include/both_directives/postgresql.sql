concat('{"product":', coalesce((
  SELECT concat('{', substr(concat(CASE WHEN ($1::bool AND NOT $2::bool) THEN concat(',"a":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($1::bool AND NOT $1::bool) THEN concat(',"b":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($2::bool AND NOT $2::bool) THEN concat(',"c":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($2::bool AND NOT $1::bool) THEN concat(',"d":', "t0"."id"::int8::text) ELSE '' END), 2), '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $3::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), '}')

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
