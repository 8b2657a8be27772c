concat('{"some":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool AND $2::bool AND $3::bool) OR (($1::bool AND $2::bool AND $3::bool) OR (($4::bool AND ($1::bool OR ($1::bool OR ("t0"."price" < $5::numeric)))) OR ($6::bool AND ($2::bool OR ($2::bool OR ("t0"."name" = $7::text)))) OR ($8::bool AND ($3::bool OR ($3::bool OR ("t0"."is_public" = $9::bool)))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"with":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (($4::bool AND ($1::bool OR ($1::bool OR ("t1"."price" < $5::numeric)))) OR ("t1"."id" <= $10::int8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"none":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR NOT ((($1::bool OR ($1::bool OR ("t2"."price" < $5::numeric))) AND ($2::bool OR ($2::bool OR ("t2"."name" = $7::text)))))))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"deep":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ((($1::bool AND $2::bool) OR NOT ((($1::bool AND $2::bool) OR (($4::bool AND ($1::bool OR ($1::bool OR ("t3"."price" < $5::numeric)))) OR ($6::bool AND ($2::bool OR NOT (($2::bool OR ($2::bool OR ("t3"."name" = $7::text)))))))))) AND ("t3"."id" > $11::int8))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"both":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE (($1::bool AND $2::bool AND $3::bool) OR (($1::bool AND $2::bool AND $3::bool) OR ((($4::bool OR $8::bool) AND (($1::bool AND $3::bool) OR (($1::bool OR ($1::bool OR ($1::bool OR ("t4"."price" >= $5::numeric)))) AND ($3::bool OR ($3::bool OR ($3::bool OR ("t4"."is_public" = $9::bool))))))) OR (($4::bool OR $6::bool) AND ($1::bool OR ($1::bool OR ("t4"."price" = $5::numeric))) AND ($2::bool OR ($2::bool OR ("t4"."name" <> $7::text)))))))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"inside":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ((($4::bool AND ($1::bool OR ($1::bool OR ("t5"."price" < $5::numeric)))) OR ("t5"."price" > $12::numeric)) AND ($1::bool OR NOT (($1::bool OR ($1::bool OR ("t5"."price" = $5::numeric))))))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"nowhere":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE (1 = 0 AND ($1::bool OR ($1::bool OR ("t7"."price" = $5::numeric))))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), '}')

-- 1: given a, bool
-- 2: given b, bool
-- 3: given c, bool
-- 4: given a, bool
-- 5: variable a, decimal:10:2
-- 6: given b, bool
-- 7: variable b, text
-- 8: given c, bool
-- 9: variable c, bool
-- 10: 2, int:-9223372036854775808:9223372036854775807
-- 11: 1, int:-9223372036854775808:9223372036854775807
-- 12: 50, decimal:10:2
