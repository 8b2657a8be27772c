'{"literals":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"variables":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      ORDER BY "t1"."id"
      LIMIT 20 OFFSET coalesce(?1, 0)
    ) AS "t2"
    LIMIT coalesce(?1, -1)
  ) AS "t1"
), '') || ']' || ',"first":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      ORDER BY "t3"."id"
      LIMIT 20 OFFSET coalesce(?1, 0)
    ) AS "t4"
    LIMIT coalesce(?1, -1)
  ) AS "t3"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."id" = ?2)
    ORDER BY "t5"."id"
    LIMIT 1
  ) AS "t5"
), 'null') || ',"another":' || coalesce((
  SELECT '{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."id" = ?3)
    ORDER BY "t6"."id"
    LIMIT 1
  ) AS "t6"
), 'null') || ',"ordered":' || coalesce((
  SELECT '{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t7"."name" AS TEXT)) || ',"price":' || gg_decimal(CASE typeof("t7"."price") WHEN 'text' THEN CAST("t7"."price" AS BLOB) ELSE "t7"."price" END, 2) || '}' AS j
  FROM (
    SELECT "t7"."id", "t7"."name", "t7"."price"
    FROM "shop_product" AS "t7"
    ORDER BY "t7"."id"
    LIMIT 1
  ) AS "t7"
), 'null') || '}'

-- 1: variable none, int:0:2147483647
-- 2: null, int:-9223372036854775808:9223372036854775807
-- 3: variable id, int:-9223372036854775808:9223372036854775807
