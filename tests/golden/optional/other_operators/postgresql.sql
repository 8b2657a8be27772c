concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool AND $2::bool AND $3::bool AND $4::bool) OR ((($1::bool AND $3::bool) OR (($3::bool OR ("t0"."description" IS NULL) = $5::bool) AND ($1::bool OR NOT ("t0"."description" IS NOT DISTINCT FROM $6::text)))) AND ($2::bool OR ($2::bool OR ("t0"."attributes" @> $7::jsonb))) AND ($4::bool OR ($4::bool OR ("t0"."name" LIKE $8::text)))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: given d, bool
-- 2: given j, bool
-- 3: given n, bool
-- 4: given p, bool
-- 5: variable n, bool
-- 6: variable d, text
-- 7: variable j, json
-- 8: variable p, pattern
