concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name")::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN $1::text = $2::text THEN "t0"."price" END, CASE WHEN $1::text = $2::text THEN "t0"."name" END DESC, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), '}')

-- 1: variable order, enum:cheap
-- 2: "cheap", text
