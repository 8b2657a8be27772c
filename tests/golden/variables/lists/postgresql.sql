concat('{"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE ("t0"."id" = ANY($1::int8[]))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE NOT ("t1"."id" = ANY($1::int8[]))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"in_empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_tag" AS "t2"
    WHERE ("t2"."id" = ANY($2::int8[]))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"nin_empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_tag" AS "t3"
    WHERE NOT ("t3"."id" = ANY($2::int8[]))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"in_absent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE ("t4"."id" = ANY($3::int8[]))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"nin_absent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_tag" AS "t5"
    WHERE NOT ("t5"."id" = ANY($3::int8[]))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"in_one":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_tag" AS "t6"
    WHERE ("t6"."id" = ANY($4::int8[]))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"in_default":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_tag" AS "t7"
    WHERE ("t7"."id" = ANY($5::int8[]))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"in_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_tag" AS "t8"
    WHERE ("t8"."id" = ANY($6::int8[]))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: variable empty, [int:-9223372036854775808:9223372036854775807]
-- 3: variable absent, [int:-9223372036854775808:9223372036854775807]
-- 4: variable one, [int:-9223372036854775808:9223372036854775807]
-- 5: variable default, [int:-9223372036854775808:9223372036854775807]
-- 6: variable null, [int:-9223372036854775808:9223372036854775807]
