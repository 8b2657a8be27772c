concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']'), ',"tag":', coalesce((
  SELECT concat('{"slug":', to_json("t1"."slug"::text)::text, '}') AS j
  FROM (
    SELECT "t1"."slug"
    FROM "shop_tag" AS "t1"
    WHERE ("t1"."id" = $1::int8)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
