concat('{"like":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."name" LIKE $1::text)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"like_one":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."name"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."name" LIKE $2::text)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"like_all":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, ',"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id", "t2"."name"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."name" LIKE $3::text)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"like_nothing":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, ',"name":', to_json("t3"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id", "t3"."name"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."name" LIKE $4::text)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"like_exact":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, ',"name":', to_json("t4"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."name"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."name" LIKE $5::text)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"nlike":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, ',"name":', to_json("t5"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id", "t5"."name"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."name" NOT LIKE $6::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"ilike":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, ',"name":', to_json("t6"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id", "t6"."name"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."name" ILIKE $7::text)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"nilike":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, ',"name":', to_json("t7"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id", "t7"."name"
    FROM "shop_product" AS "t7"
    WHERE ("t7"."name" NOT ILIKE $6::text)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"percent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, ',"name":', to_json("t8"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id", "t8"."name"
    FROM "shop_product" AS "t8"
    WHERE ("t8"."name" LIKE $8::text)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"underscore":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, ',"name":', to_json("t9"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id", "t9"."name"
    FROM "shop_product" AS "t9"
    WHERE ("t9"."name" LIKE $9::text)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"not_escaped":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, ',"name":', to_json("t10"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id", "t10"."name"
    FROM "shop_product" AS "t10"
    WHERE ("t10"."name" LIKE $10::text)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"quote":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, ',"name":', to_json("t11"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id", "t11"."name"
    FROM "shop_product" AS "t11"
    WHERE ("t11"."name" LIKE $11::text)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"unicode":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, ',"name":', to_json("t12"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id", "t12"."name"
    FROM "shop_product" AS "t12"
    WHERE ("t12"."name" LIKE $12::text)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), ',"accent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t13"."id"::int8::text, ',"name":', to_json("t13"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t13"."id", "t13"."name"
    FROM "shop_product" AS "t13"
    WHERE ("t13"."name" ILIKE $13::text)
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), ']'), '}')

-- 1: "L%", pattern
-- 2: "l_mp", pattern
-- 3: "%", pattern
-- 4: "", pattern
-- 5: "Lamp", pattern
-- 6: "%a%", pattern
-- 7: "LAMP", pattern
-- 8: "100\\%%", pattern
-- 9: "%\\_%", pattern
-- 10: "100_ Wool_Rug", pattern
-- 11: "O'%", pattern
-- 12: "手_", pattern
-- 13: "%É%", pattern
