'{"default":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_purchase" AS "t0"
    WHERE ?1 IS NOT NULL AND ("t0"."customer_id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"more":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_purchase" AS "t1"
    WHERE ?1 IS NOT NULL AND ("t1"."customer_id" = ?1)
    ORDER BY "t1"."id"
    LIMIT 2
  ) AS "t1"
), '') || ']' ELSE 'null' END || ',"less":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_purchase" AS "t2"
    WHERE ?1 IS NOT NULL AND ("t2"."customer_id" = ?1)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), '') || ']' ELSE 'null' END || ',"null":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_purchase" AS "t3"
    WHERE ?1 IS NOT NULL AND ("t3"."customer_id" = ?1)
    ORDER BY "t3"."id"
    LIMIT 2
  ) AS "t3"
), '') || ']' ELSE 'null' END || ',"customer":' || coalesce((
  SELECT '{"purchases":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_purchase" AS "t5"
      WHERE ?1 IS NOT NULL AND "t5"."customer_id" = "t4"."id" AND ("t5"."customer_id" = ?1)
      ORDER BY "t5"."id"
      LIMIT 2
    ) AS "t5"
  ), '') || ']' ELSE 'null' END || '}' AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_customer" AS "t4"
    WHERE (("t4"."is_active" = ?2) AND ("t4"."id" = ?3))
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), 'null') || ',"page":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_purchase" AS "t6"
    WHERE ?1 IS NOT NULL AND ("t6"."customer_id" = ?1)
    ORDER BY "t6"."id"
    LIMIT 2 OFFSET coalesce(?4, 0)
  ) AS "t6"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: 1, int:0:2147483647
