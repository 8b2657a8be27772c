concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."name" NOT ILIKE $1::text) AND ("t0"."name" >= $2::text) AND NOT ("t0"."name" = ANY($3::text[])) AND ("t0"."attributes" ?| $4::text[]) AND ("t0"."attributes" ? $5::text))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: "x%", pattern
-- 2: "A", text
-- 3: ["Emma"], [text]
-- 4: ["color"], array:text
-- 5: "watts", text
