concat('{"absent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."number" = $1::int4)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."number" = $2::int4)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"default":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."number" = $3::int4)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"default_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."number" = $4::int4)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"distinct":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."number" IS NOT DISTINCT FROM $2::int4)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), '}')

-- 1: variable absent, int:-2147483648:2147483647
-- 2: variable null, int:-2147483648:2147483647
-- 3: variable default, int:-2147483648:2147483647
-- 4: variable default_null, int:-2147483648:2147483647
