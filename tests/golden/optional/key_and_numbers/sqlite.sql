'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      ORDER BY "t1"."id"
      LIMIT 20 OFFSET coalesce(?2, 0)
    ) AS "t2"
    LIMIT coalesce(?2, -1)
  ) AS "t1"
), '') || ']' || '}'

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable n, int:0:2147483647
