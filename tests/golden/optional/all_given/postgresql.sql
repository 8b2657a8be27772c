concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool AND $2::bool AND $3::bool AND $4::bool) OR (($4::bool OR ($4::bool OR ("t0"."name" ILIKE $5::text))) AND (($1::bool AND $2::bool) OR (($1::bool OR ("t0"."price" <= $6::numeric)) AND ($2::bool OR ("t0"."price" > $7::numeric)))) AND ($3::bool OR ($3::bool OR ("t0"."owner_id" = $8::int8)))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: given max, bool
-- 2: given min, bool
-- 3: given owner, bool
-- 4: given q, bool
-- 5: variable q, like:infix
-- 6: variable max, decimal:10:2
-- 7: variable min, decimal:10:2
-- 8: variable owner, int:-9223372036854775808:9223372036854775807
