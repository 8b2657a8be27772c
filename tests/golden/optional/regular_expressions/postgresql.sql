concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool OR ($1::bool OR ("t0"."name" ~ $2::text))) AND (($3::bool AND ($4::bool OR ($4::bool OR ("t0"."name" SIMILAR TO $5::text)))) OR ("t0"."id" < $6::int8)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: given p, bool
-- 2: variable p, regex
-- 3: given q, bool
-- 4: given q, bool
-- 5: variable q, regex
-- 6: 3, int:-9223372036854775808:9223372036854775807
