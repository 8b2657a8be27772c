'{"starts":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (gg_like(CAST("t0"."name" AS BLOB), ?1, 0))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"istarts":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (gg_like(CAST("t1"."name" AS BLOB), ?2, 1))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"ends":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (gg_like(CAST("t2"."name" AS BLOB), ?3, 0))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"iends":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (gg_like(CAST("t3"."name" AS BLOB), ?4, 1))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"contains":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE (gg_like(CAST("t4"."name" AS BLOB), ?5, 0))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"icontains":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (gg_like(CAST("t5"."name" AS BLOB), ?6, 1))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"percent":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE (gg_like(CAST("t6"."name" AS BLOB), ?7, 0))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"underscore":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE (gg_like(CAST("t7"."name" AS BLOB), ?8, 0))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"starts_percent":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_product" AS "t8"
    WHERE (gg_like(CAST("t8"."name" AS BLOB), ?9, 0))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || ',"starts_any":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_product" AS "t9"
    WHERE (gg_like(CAST("t9"."name" AS BLOB), ?10, 0))
    ORDER BY "t9"."id"
    LIMIT 20
  ) AS "t9"
), '') || ']' || ',"ends_underscore":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_product" AS "t10"
    WHERE (gg_like(CAST("t10"."name" AS BLOB), ?11, 0))
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' || ',"empty":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_product" AS "t11"
    WHERE (gg_like(CAST("t11"."name" AS BLOB), ?12, 0))
    ORDER BY "t11"."id"
    LIMIT 20
  ) AS "t11"
), '') || ']' || ',"unicode":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_product" AS "t12"
    WHERE (gg_like(CAST("t12"."name" AS BLOB), ?13, 0))
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"semicolon":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t13"."id") WHEN 'integer' THEN "t13"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t13"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t13"."id"
    FROM "shop_product" AS "t13"
    WHERE (gg_like(CAST("t13"."name" AS BLOB), ?14, 0))
    ORDER BY "t13"."id"
    LIMIT 20
  ) AS "t13"
), '') || ']' || '}'

-- 1: "La", like:prefix
-- 2: "la", like:prefix
-- 3: "mp", like:suffix
-- 4: "MP", like:suffix
-- 5: "am", like:infix
-- 6: "AM", like:infix
-- 7: "%", like:infix
-- 8: "_", like:infix
-- 9: "100%", like:prefix
-- 10: "%", like:prefix
-- 11: "_Rug", like:suffix
-- 12: "", like:infix
-- 13: "☕", like:infix
-- 14: "; DROP", like:infix
