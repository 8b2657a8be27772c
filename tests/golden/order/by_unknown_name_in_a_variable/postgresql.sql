concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."name"
      FROM "shop_product" AS "t0"
      ORDER BY CASE WHEN $1::text = $2::text THEN "t0"."price" END, CASE WHEN $1::text = $2::text THEN "t0"."name" END DESC, "t0"."id"
      LIMIT 100
    ) AS "t1"
    LIMIT $3::int8
  ) AS "t0"
), ']'), '}')

-- 1: variable order, enum:cheap
-- 2: "cheap", text
-- 3: 4, int:-9223372036854775808:9223372036854775807
