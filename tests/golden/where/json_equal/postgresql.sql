concat('{"object":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."attributes" = $1::jsonb)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"other":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."attributes" <> $2::jsonb)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"among":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."attributes" = ANY($3::jsonb[]))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"not_among":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE NOT ("t3"."attributes" = ANY(ARRAY[$4::jsonb, $5::jsonb]))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"with_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE NOT coalesce("t4"."document" = $4::jsonb, "t4"."document" IS NULL AND $4::jsonb IS NULL)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"true_is_no_number":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE coalesce("t5"."document" = $6::jsonb, "t5"."document" IS NULL AND $6::jsonb IS NULL)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"nothing":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."document" = $7::jsonb)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"is_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE "t7"."document" IS NULL
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), '}')

-- 1: "{\"watts\": 2000.0, \"color\": \"blue\"}", json_text
-- 2: variable v, json
-- 3: ["{}", "{\"n\": 0.5}"], array:json_text
-- 4: "{}", json_text
-- 5: variable o, json
-- 6: "true", json_text
-- 7: null, json_text
