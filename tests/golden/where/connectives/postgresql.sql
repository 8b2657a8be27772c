concat('{"and":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."price" > $1::numeric) AND ("t0"."price" < $2::numeric))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"or":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (("t1"."id" = $3::int8) OR ("t1"."name" = $4::text) OR ("t1"."weight" > $5::float8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE NOT (("t2"."is_public" = $6::bool))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"nested":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ((("t3"."owner_id" = $3::int8) AND NOT (("t3"."stock" = $7::int4))) OR NOT (("t3"."id" < $8::int8)))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"not_not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE NOT (NOT (("t4"."id" = $3::int8)))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"beside":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (("t5"."is_public" = $6::bool) AND (("t5"."id" = $3::int8) OR ("t5"."id" = $9::int8)))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}')

-- 1: 5, decimal:10:2
-- 2: 20, decimal:10:2
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: "Emma", text
-- 5: 100, float
-- 6: true, bool
-- 7: 0, int:-2147483648:2147483647
-- 8: 11, int:-9223372036854775808:9223372036854775807
-- 9: 6, int:-9223372036854775808:9223372036854775807
