concat('{"i":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."number" = $1::int4)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"b":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."big" = $2::int8)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"f":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."real" = $3::float8)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"d":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."exact" = $4::numeric)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"o":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."flag" = $5::bool)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"s":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."text" = $6::text)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"u":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."ident" = $7::uuid)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"day":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."day" = $8::date)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"t":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE ("t8"."clock" = $9::time)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"m":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."moment" = $10::timestamptz)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"span":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE ("t10"."span" = $11::interval)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"blob":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."blob" = $12::bytea)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"a":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE ("t12"."address" = $13::inet)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), '}')

-- 1: variable i, int:-2147483648:2147483647
-- 2: variable b, int:-9223372036854775808:9223372036854775807
-- 3: variable f, float
-- 4: variable d, decimal:15:5
-- 5: variable o, bool
-- 6: variable s, text
-- 7: variable u, uuid
-- 8: variable day, date
-- 9: variable t, time
-- 10: variable m, datetime
-- 11: variable span, duration
-- 12: variable blob, bytes
-- 13: variable a, inet
