concat('{"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."address" = $1::inet)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"long":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."address" = $2::inet)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"neq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."address" <> $3::inet)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."address" = ANY($4::inet[]))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE NOT ("t4"."address" = ANY($5::inet[]))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE "t5"."address" IS NULL
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"starts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE (host("t6"."address") LIKE $6::text)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"like":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE (host("t7"."address") LIKE $7::text)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"contains":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE (host("t8"."address") LIKE $8::text)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), '}')

-- 1: "::1", inet
-- 2: "2001:0db8:0:0:0:0:0:1", inet
-- 3: "10.0.0.1", inet
-- 4: ["10.0.0.1", "::1"], [inet]
-- 5: ["10.0.0.1"], [inet]
-- 6: "10.0", like:prefix
-- 7: "10.%", pattern
-- 8: "db8", like:infix
