'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20 OFFSET coalesce(?1, 0)
  ) AS "t0"
), '') || ']' || ',"page":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 2 OFFSET coalesce(?2, 0)
  ) AS "t1"
), '') || ']' || ',"beyond":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 20 OFFSET coalesce(?3, 0)
  ) AS "t2"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_tag" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || '}'

-- 1: 10, int:0:2147483647
-- 2: 4, int:0:2147483647
-- 3: 100, int:0:2147483647
