CASE WHEN ('' ~ coalesce($1::text, '')) IS NOT NULL AND ('' SIMILAR TO coalesce($2::text, '')) IS NOT NULL THEN concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($3::bool OR ($3::bool OR ("t0"."name" ~ $1::text))) AND (($4::bool AND ($5::bool OR ($5::bool OR ("t0"."name" SIMILAR TO $2::text)))) OR ("t0"."id" < $6::int8)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}') END

-- 1: variable p, regex
-- 2: variable q, regex
-- 3: given p, bool
-- 4: given q, bool
-- 5: given q, bool
-- 6: 3, int:-9223372036854775808:9223372036854775807
