'{"some":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((?1 AND ?2 AND ?3) OR ((?1 AND ?2 AND ?3) OR ((?4 AND (?1 OR (?1 OR ("t0"."price" < ?5)))) OR (?6 AND (?2 OR (?2 OR ("t0"."name" = ?7)))) OR (?8 AND (?3 OR (?3 OR ("t0"."is_public" = ?9)))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"with":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ((?4 AND (?1 OR (?1 OR ("t1"."price" < ?5)))) OR ("t1"."id" <= ?10))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"none":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ((?1 AND ?2) OR ((?1 AND ?2) OR NOT (((?1 OR (?1 OR ("t2"."price" < ?5))) AND (?2 OR (?2 OR ("t2"."name" = ?7)))))))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"deep":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (((?1 AND ?2) OR NOT (((?1 AND ?2) OR ((?4 AND (?1 OR (?1 OR ("t3"."price" < ?5)))) OR (?6 AND (?2 OR NOT ((?2 OR (?2 OR ("t3"."name" = ?7)))))))))) AND ("t3"."id" > ?11))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"both":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ((?1 AND ?2 AND ?3) OR ((?1 AND ?2 AND ?3) OR (((?4 OR ?8) AND ((?1 AND ?3) OR ((?1 OR (?1 OR (?1 OR ("t4"."price" >= ?5)))) AND (?3 OR (?3 OR (?3 OR ("t4"."is_public" = ?9))))))) OR ((?4 OR ?6) AND (?1 OR (?1 OR ("t4"."price" = ?5))) AND (?2 OR (?2 OR ("t4"."name" <> ?7)))))))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"inside":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE (((?4 AND (?1 OR (?1 OR ("t5"."price" < ?5)))) OR ("t5"."price" > ?12)) AND (?1 OR NOT ((?1 OR (?1 OR ("t5"."price" = ?5))))))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' || ',"empty":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || ',"nowhere":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE (1 = 0 AND (?1 OR (?1 OR ("t7"."price" = ?5))))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || '}'

-- 1: given a, bool
-- 2: given b, bool
-- 3: given c, bool
-- 4: given a, bool
-- 5: variable a, decimal:10:2
-- 6: given b, bool
-- 7: variable b, text
-- 8: given c, bool
-- 9: variable c, bool
-- 10: 2, int:-9223372036854775808:9223372036854775807
-- 11: 1, int:-9223372036854775808:9223372036854775807
-- 12: 50, decimal:10:2
