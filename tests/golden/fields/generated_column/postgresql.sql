concat('{"purchases":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"quantity":', "t0"."quantity"::int4::text, ',"unit_price":', CASE WHEN "t0"."unit_price" > '-Infinity' AND "t0"."unit_price" < 'Infinity' THEN "t0"."unit_price"::numeric::text ELSE E'\032n' END, ',"total":', CASE WHEN "t0"."total" > '-Infinity' AND "t0"."total" < 'Infinity' THEN "t0"."total"::numeric::text WHEN "t0"."total" IS NULL THEN 'null' ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."quantity", "t0"."unit_price", "t0"."total"
    FROM "shop_purchase" AS "t0"
    WHERE ("t0"."total" > $1::numeric)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: 50, decimal:12:2
