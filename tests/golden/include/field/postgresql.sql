concat('{"products":', concat('[', (
  SELECT string_agg(concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($2::bool) THEN concat(',"name":', to_json("t0"."name"::text)::text) ELSE '' END, CASE WHEN (NOT $1::bool) THEN concat(',"stock":', "t0"."stock"::int4::text) ELSE '' END, CASE WHEN (NOT $2::bool) THEN concat(',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END) ELSE '' END), 2), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']'), '}')

-- 1: variable yes, bool
-- 2: variable no, bool
