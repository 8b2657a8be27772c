concat('{"contains":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_palette" AS "t0"
    WHERE ("t0"."colors" @> $1::varchar[])
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"contained_in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_palette" AS "t1"
    WHERE ("t1"."colors" <@ $2::varchar[])
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"in_common":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_palette" AS "t2"
    WHERE ("t2"."colors" && $3::varchar[])
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_palette" AS "t3"
    WHERE ("t3"."colors" && $4::varchar[])
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_palette" AS "t4"
    WHERE NOT ("t4"."colors" && $1::varchar[])
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"equal":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_palette" AS "t5"
    WHERE ("t5"."colors" = $5::varchar[])
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_palette" AS "t6"
    WHERE NOT coalesce("t6"."colors" = $6::varchar[], "t6"."colors" IS NULL AND $6::varchar[] IS NULL)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"with_variable":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_palette" AS "t7"
    WHERE ("t7"."colors" @> ARRAY[$7::varchar, $8::varchar])
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_palette" AS "t8"
    WHERE ("t8"."notes" && $9::text[])
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"small":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_palette" AS "t9"
    WHERE ("t9"."sizes"::int4[] @> $10::int4[])
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"wide":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_palette" AS "t10"
    WHERE ("t10"."counts" @> $11::int8[])
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"decimals":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_palette" AS "t11"
    WHERE ("t11"."prices" @> $12::numeric[])
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"moments":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_palette" AS "t12"
    WHERE ("t12"."moments" @> $13::timestamptz[])
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t13"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_palette" AS "t13"
    WHERE "t13"."counts" IS NULL
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), ']'), ',"not_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t14"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t14"."id"
    FROM "shop_palette" AS "t14"
    WHERE "t14"."colors" IS NOT NULL
    ORDER BY "t14"."id"
    LIMIT 20
  ) AS "t14"
), ']'), ',"idents":', concat('[', (
  SELECT string_agg(concat('{"id":', "t15"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t15"."id"
    FROM "shop_palette" AS "t15"
    WHERE ("t15"."idents" && $14::uuid[])
    ORDER BY "t15"."id"
    LIMIT 20
  ) AS "t15"
), ']'), '}')

-- 1: ["red"], array:text:varchar
-- 2: ["red", "orange"], array:text:varchar
-- 3: ["e,f", "orange"], array:text:varchar
-- 4: variable colors, array:text:varchar
-- 5: ["red", "orange", "red"], array:text:varchar
-- 6: [], array:text:varchar
-- 7: variable red, text:varchar
-- 8: "orange", text:varchar
-- 9: ["red"], array:text
-- 10: [32767], array:int:-2147483648:2147483647
-- 11: [9223372036854775807], array:int:-9223372036854775808:9223372036854775807
-- 12: ["1.5"], array:decimal:8:2
-- 13: ["2021-01-09T17:37:01.5+01:00"], array:datetime
-- 14: ["00000000-0000-0000-0000-000000000002"], array:uuid
