concat('{"part":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."attributes" @> $1::jsonb)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"deep":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."attributes" @> $2::jsonb)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"item":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."attributes" @> $3::jsonb)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"items":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."attributes" @> $4::jsonb)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"inside":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."attributes" <@ $5::jsonb)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"given":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."attributes" @> $6::jsonb)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"nothing":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."attributes" @> $7::jsonb)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"unknown":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE NOT (("t7"."document" @> $8::jsonb))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), '}')

-- 1: "{\"color\": \"red\"}", json_text
-- 2: "{\"a\": {\"b\": {}}}", json_text
-- 3: "\"two\"", json_text
-- 4: "[true, 1.0]", json_text
-- 5: "{\"color\": \"red\", \"n\": 0.5}", json_text
-- 6: variable v, json
-- 7: null, json_text
-- 8: "{}", json_text
