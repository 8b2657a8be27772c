concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')
