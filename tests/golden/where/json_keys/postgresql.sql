concat('{"one":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."attributes" ? $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"item":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."attributes" ? $2::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"text":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."attributes" ? $3::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"some":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."attributes" ?| $4::text[])
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"all":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."attributes" ?& $5::text[])
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"given":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."attributes" ?| $6::text[])
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"none":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."attributes" ?| $7::text[])
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"any":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE ("t7"."attributes" ?& $7::text[])
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), '}')

-- 1: "color", text
-- 2: "two", text
-- 3: "just text", text
-- 4: ["watts", "tags"], array:text
-- 5: ["watts", "color"], array:text
-- 6: variable keys, array:text
-- 7: [], array:text
