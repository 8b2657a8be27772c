concat('{"contains":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."description" LIKE $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"starts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."description" LIKE $2::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"like":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."description" LIKE $3::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."description" = $4::text)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"percent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."description" LIKE $5::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"quotes":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."description" LIKE $6::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"apostrophe":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."description" LIKE $7::text)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), '}')

-- 1: "\\", like:infix
-- 2: "a\\b", like:prefix
-- 3: "%\\\\%", pattern
-- 4: "a\\b%c_d", text
-- 5: "b%c", like:infix
-- 6: "\"", like:infix
-- 7: "'", like:infix
