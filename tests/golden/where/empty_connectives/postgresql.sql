concat('{"and":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"or":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_tag" AS "t2"
    WHERE 1 = 0
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"object":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_tag" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"column":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_tag" AS "t5"
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"or_with_empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_tag" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"not_or":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_tag" AS "t7"
    WHERE NOT (1 = 0)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"null_column":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_tag" AS "t8"
    WHERE ("t8"."id" = $1::int8)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"null_or":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_tag" AS "t9"
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"null_not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_tag" AS "t10"
    WHERE 1 = 0
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), '}')

-- 1: null, int:-9223372036854775808:9223372036854775807
