concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"email":', CASE WHEN ("t0"."id" = $1::int8) THEN coalesce(to_json("t0"."email"::text)::text, 'null') ELSE 'null' END, ',"balance":', CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_purchase" AS "t1"
    WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > $2::int4)
  ) THEN CASE WHEN "t0"."balance" > '-Infinity' AND "t0"."balance" < 'Infinity' THEN "t0"."balance"::numeric::text WHEN "t0"."balance" IS NULL THEN 'null' ELSE E'\032n' END ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."email", "t0"."id", "t0"."balance"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-2147483648:2147483647
