'{' || substr(CASE WHEN (?1) THEN ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || CASE WHEN (?2) THEN ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_tag" AS "t1"
      WHERE (?2) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' ELSE '' END || CASE WHEN (NOT ?1) THEN ',"owner":' || coalesce((
    SELECT '{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_customer" AS "t3"
      WHERE (NOT ?1) AND "t3"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t3"
  ), 'null') ELSE '' END || CASE WHEN (NOT ?2) THEN ',"category":' || coalesce((
    SELECT '{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_category" AS "t4"
      WHERE (NOT ?2) AND "t4"."id" = "t0"."category_id"
      LIMIT 1
    ) AS "t4"
  ), 'null') ELSE '' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    WHERE (?1)
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' ELSE '' END || CASE WHEN (?2) THEN ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_tag" AS "t5"
    WHERE (?2)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' ELSE '' END || CASE WHEN (NOT ?1) THEN ',"customer":' || coalesce((
  SELECT '{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_customer" AS "t6"
    WHERE (NOT ?1) AND ("t6"."id" = ?3)
    ORDER BY "t6"."id"
    LIMIT 1
  ) AS "t6"
), 'null') ELSE '' END, 2) || '}'

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
