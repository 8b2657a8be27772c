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
    WHERE (("t1"."id" = $3::int8) OR ("t1"."id" = $4::int8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"or_object":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (("t2"."id" < $5::int8) OR ("t2"."id" > $6::int8))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE NOT (("t3"."id" > $5::int8))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"beside":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE (("t4"."id" > $5::int8) AND (("t4"."id" = $3::int8) OR ("t4"."id" < $7::int8)) AND NOT (("t4"."id" = $4::int8)))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"values":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (("t5"."id" = $3::int8) OR ("t5"."id" = $4::int8))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}')

-- 1: 5, decimal:10:2
-- 2: 20, decimal:10:2
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: 3, int:-9223372036854775808:9223372036854775807
-- 5: 2, int:-9223372036854775808:9223372036854775807
-- 6: 11, int:-9223372036854775808:9223372036854775807
-- 7: 5, int:-9223372036854775808:9223372036854775807
