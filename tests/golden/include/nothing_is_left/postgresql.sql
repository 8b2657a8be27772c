concat('{"products":', concat('[', (
  SELECT string_agg(concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($1::bool) THEN concat(',"name":', to_json("t0"."name"::text)::text) ELSE '' END), 2), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']'), ',"product":', coalesce((
  SELECT concat('{', substr(CASE WHEN ($1::bool) THEN concat(',"id":', "t1"."id"::int8::text) ELSE '' END, 2), '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = $2::int8)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')

-- 1: variable no, bool
-- 2: 1, int:-9223372036854775808:9223372036854775807
