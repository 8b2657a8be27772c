concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, CASE WHEN ($1::bool) THEN concat(',"name":', to_json("t0"."name"::text)::text) ELSE '' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), ']'), '}')

-- 1: variable shown, bool
