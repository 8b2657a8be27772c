concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, ',"weight":', CASE WHEN "t0"."weight" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."weight"::float8::text WHEN "t0"."weight" IS NULL THEN 'null' ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN $1::text = $2::text THEN "t0"."price" END, CASE WHEN $1::text = $2::text THEN "t0"."name" END DESC, CASE WHEN $1::text = $3::text THEN "t0"."weight" END DESC NULLS LAST, CASE WHEN $1::text = $4::text THEN "t0"."stock" END DESC, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), ',"first":', coalesce((
  SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY CASE WHEN $1::text = $2::text THEN "t1"."price" END, CASE WHEN $1::text = $2::text THEN "t1"."name" END DESC, CASE WHEN $1::text = $3::text THEN "t1"."weight" END DESC NULLS LAST, CASE WHEN $1::text = $4::text THEN "t1"."stock" END DESC, "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null'), ',"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 3
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      WHERE "t3"."owner_id" = "t2"."id"
      ORDER BY CASE WHEN $5::text = $2::text THEN "t3"."price" END, CASE WHEN $5::text = $2::text THEN "t3"."name" END DESC, CASE WHEN $5::text = $3::text THEN "t3"."weight" END DESC NULLS LAST, CASE WHEN $5::text = $4::text THEN "t3"."stock" END DESC, "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j0" ON true
), ']'), '}')

-- 1: variable order, enum:cheap:heavy:stocked
-- 2: "cheap", text
-- 3: "heavy", text
-- 4: "stocked", text
-- 5: variable inner, enum:cheap:heavy:stocked
