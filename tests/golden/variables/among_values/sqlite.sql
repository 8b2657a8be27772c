'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE "t0"."id" IN (?1, ?2, ?3)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"nin":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE "t1"."id" NOT IN (?2, ?4)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: variable b, int:-9223372036854775808:9223372036854775807
-- 4: 2, int:-9223372036854775808:9223372036854775807
