concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"weight":', CASE WHEN "t0"."weight" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."weight"::float8::text WHEN "t0"."weight" IS NULL THEN 'null' ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight" DESC NULLS LAST, "t0"."id"
    LIMIT 3
  ) AS "t0"
), ']'), '}')
