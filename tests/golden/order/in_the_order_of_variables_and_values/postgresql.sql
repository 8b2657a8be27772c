concat('{"numbers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN "t0"."id" = $1::int8 THEN 0 WHEN "t0"."id" = $2::int8 THEN 1 WHEN "t0"."id" = $1::int8 THEN 2 END, "t0"."id"
    LIMIT 4
  ) AS "t0"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."slug"
    FROM "shop_tag" AS "t1"
    ORDER BY CASE WHEN "t1"."slug" = $3::text THEN 0 WHEN "t1"."slug" = $4::text THEN 1 END DESC, "t1"."id"
    LIMIT 4
  ) AS "t1"
), ']'), ',"nothing":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t2"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."slug"
    FROM "shop_tag" AS "t2"
    ORDER BY array_position($5::text[], "t2"."slug"), "t2"."id"
    LIMIT 2
  ) AS "t2"
), ']'), '}')

-- 1: 3, int:-9223372036854775808:9223372036854775807
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: variable b, text
-- 4: "new", text
-- 5: [], [text]
