concat('{"starts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."name" LIKE $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"istarts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."name" ILIKE $2::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"ends":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."name" LIKE $3::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"iends":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."name" ILIKE $4::text)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"contains":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."name" LIKE $5::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"icontains":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."name" ILIKE $6::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"percent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."name" LIKE $7::text)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"underscore":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE ("t7"."name" LIKE $8::text)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"starts_percent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_product" AS "t8"
    WHERE ("t8"."name" LIKE $9::text)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"starts_any":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_product" AS "t9"
    WHERE ("t9"."name" LIKE $10::text)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"ends_underscore":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_product" AS "t10"
    WHERE ("t10"."name" LIKE $11::text)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_product" AS "t11"
    WHERE ("t11"."name" LIKE $12::text)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"unicode":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_product" AS "t12"
    WHERE ("t12"."name" LIKE $13::text)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), ',"semicolon":', concat('[', (
  SELECT string_agg(concat('{"id":', "t13"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_product" AS "t13"
    WHERE ("t13"."name" LIKE $14::text)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), ']'), '}')

-- 1: "La", like:prefix
-- 2: "la", like:prefix
-- 3: "mp", like:suffix
-- 4: "MP", like:suffix
-- 5: "am", like:infix
-- 6: "AM", like:infix
-- 7: "%", like:infix
-- 8: "_", like:infix
-- 9: "100%", like:prefix
-- 10: "%", like:prefix
-- 11: "_Rug", like:suffix
-- 12: "", like:infix
-- 13: "☕", like:infix
-- 14: "; DROP", like:infix
