'{"both":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((("t0"."price" < ?1) OR ("t0"."price" > ?2)) AND (("t0"."stock" < ?3) OR ("t0"."stock" > ?4)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"item":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ((("t1"."price" > ?5) AND ("t1"."price" < ?6)) OR ("t1"."id" = ?7))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"with_own":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (NOT (("t2"."id" = ?7)) AND NOT (("t2"."price" < ?5)))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || '}'

-- 1: 5, decimal:10:2
-- 2: 50, decimal:10:2
-- 3: 1, int:-2147483648:2147483647
-- 4: 100, int:-2147483648:2147483647
-- 5: 9, decimal:10:2
-- 6: 11, decimal:10:2
-- 7: 1, int:-9223372036854775808:9223372036854775807
