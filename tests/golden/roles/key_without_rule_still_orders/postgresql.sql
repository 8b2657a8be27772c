concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."name", "t0"."price"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."price", "t0"."id"
      LIMIT 100
    ) AS "t1"
    LIMIT $1::int8
  ) AS "t0"
), ']'), '}')

-- 1: 4, int:-9223372036854775808:9223372036854775807
