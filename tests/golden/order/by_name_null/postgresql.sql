concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN $1::text = $2::text THEN "t0"."price" END, CASE WHEN $1::text = $2::text THEN "t0"."name" END DESC, CASE WHEN $1::text = $3::text THEN "t0"."weight" END DESC NULLS LAST, CASE WHEN $1::text = $4::text THEN "t0"."stock" END DESC, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), '}')

-- 1: variable order, enum:cheap:heavy:stocked
-- 2: "cheap", text
-- 3: "heavy", text
-- 4: "stocked", text
