concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, '}') AS j
  FROM (
    SELECT "t0"."id", "t0"."price"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."is_public" = $1::bool)
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), '}')

-- 1: true, bool
