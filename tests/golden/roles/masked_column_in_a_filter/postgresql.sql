concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE (CASE WHEN ("t0"."id" = $1::int8) THEN "t0"."email" END > $2::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"price":', CASE WHEN ("t1"."is_public" = $3::bool) THEN CASE WHEN "t1"."price" > '-Infinity' AND "t1"."price" < 'Infinity' THEN "t1"."price"::numeric::text WHEN "t1"."price" IS NULL THEN 'null' ELSE E'\032n' END ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."price", "t1"."is_public"
    FROM "shop_product" AS "t1"
    WHERE CASE WHEN ("t1"."is_public" = $3::bool) THEN "t1"."price" END IS NULL
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: "a", text
-- 3: true, bool
