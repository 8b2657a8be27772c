concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"is_public":', CASE WHEN "t0"."is_public" THEN 'true' WHEN NOT "t0"."is_public" THEN 'false' ELSE 'null' END, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."is_public" DESC, "t0"."price", "t0"."id" DESC
    LIMIT 20
  ) AS "t0"
), ']'), '}')
