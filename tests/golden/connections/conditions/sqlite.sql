'{"tags_connection":' || (
  SELECT '{' || substr(CASE WHEN (?1) THEN ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_tag" AS "t1"
  ) AS TEXT) ELSE '' END || CASE WHEN (NOT ?1) THEN ',"edges":' || '[' || coalesce(group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || CASE WHEN (?1) THEN ',"cursor":' || json_quote(?2 || '0:l:' || '[' || '[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']' || ']') ELSE '' END || '}', ','), '') || ']' ELSE '' END || CASE WHEN (?3) THEN ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > 1 THEN 'true' ELSE 'false' END || '}' ELSE '' END || CASE WHEN (?1) THEN ',"all":' || CAST((
    SELECT count(*)
    FROM "shop_tag" AS "t2"
  ) AS TEXT) ELSE '' END, 2) || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 2
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 1
  ) AS "t0"
) || CASE WHEN (?1) THEN ',"categories_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_category" AS "t5"
    WHERE (?1)
  ) AS TEXT) || '}' AS j
) ELSE '' END || '}'

-- 1: variable no, bool
-- 2: nonce , text
-- 3: variable yes, bool
