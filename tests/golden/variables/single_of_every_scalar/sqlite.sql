'{"i":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."number" = ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"b":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE ("t1"."big" = ?2)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"f":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    WHERE ("t2"."real" = ?3)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"d":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    WHERE ("t3"."exact" = ?4)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"o":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    WHERE ("t4"."flag" = ?5)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"s":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    WHERE ("t5"."text" = ?6)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"u":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    WHERE ("t6"."ident" = ?7)
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"day":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    WHERE ("t7"."day" = ?8)
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"t":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    WHERE ("t8"."clock" = ?9)
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"m":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    WHERE ("t9"."moment" = ?10)
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"span":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    WHERE ("t10"."span" = ?11)
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"blob":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    WHERE ("t11"."blob" = ?12)
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"a":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    WHERE ("t12"."address" = ?13)
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || '}'

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
