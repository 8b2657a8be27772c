concat('{"texts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."text" = ANY($1::text[]))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"uuids":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."ident" = ANY($2::uuid[]))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"days":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."day" = ANY($3::date[]))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"exact":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."exact" = ANY($4::numeric[]))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"floats":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."real" = ANY($5::float8[]))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"flags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."flag" = ANY($6::bool[]))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"spans":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."span" = ANY($7::interval[]))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"moments":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."moment" = ANY($8::timestamptz[]))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"blobs":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE ("t8"."blob" = ANY($9::bytea[]))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"times":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."clock" = ANY($10::time[]))
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), '}')

-- 1: variable texts, [text]
-- 2: variable uuids, [uuid]
-- 3: variable days, [date]
-- 4: variable exact, [decimal:15:5]
-- 5: variable floats, [float]
-- 6: variable flags, [bool]
-- 7: variable spans, [duration]
-- 8: variable moments, [datetime]
-- 9: variable blobs, [bytes]
-- 10: variable times, [time]
