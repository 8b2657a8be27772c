'{"n":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 20
    ) AS "t1"
    LIMIT coalesce(?1, -1)
  ) AS "t0"
), '') || ']' || ',"absent":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t2"."id"
      FROM "shop_tag" AS "t2"
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t3"
    LIMIT coalesce(?2, -1)
  ) AS "t2"
), '') || ']' || ',"null":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t4"."id"
      FROM "shop_tag" AS "t4"
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t5"
    LIMIT coalesce(?3, -1)
  ) AS "t4"
), '') || ']' || ',"default":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t6"."id"
      FROM "shop_tag" AS "t6"
      ORDER BY "t6"."id"
      LIMIT 20
    ) AS "t7"
    LIMIT coalesce(?4, -1)
  ) AS "t6"
), '') || ']' || '}'

-- 1: variable n, int:0:2147483647
-- 2: variable absent, int:0:2147483647
-- 3: variable null, int:0:2147483647
-- 4: variable default, int:0:2147483647
