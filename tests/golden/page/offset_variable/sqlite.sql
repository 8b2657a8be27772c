'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2 OFFSET coalesce(?1, 0)
  ) AS "t0"
), '') || ']' || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20 OFFSET coalesce(?2, 0)
  ) AS "t1"
), '') || ']' || '}'

-- 1: variable n, int:0:2147483647
-- 2: variable absent, int:0:2147483647
