concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool AND $2::bool) OR (($1::bool OR ($1::bool OR ("t0"."id" = ANY($3::int8[])))) AND ($2::bool OR ($2::bool OR ("t0"."name" = $4::text)))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: given ids, bool
-- 2: given q, bool
-- 3: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 4: variable q, text
