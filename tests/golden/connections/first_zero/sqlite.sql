'{"tags_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_tag" AS "t1"
  ) AS TEXT) || ',"edges":' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > min(coalesce(?1, 20), 20) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?2 || '0:f:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') || ',"endCursor":' || json_quote(?2 || '0:l:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_tag" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 21
      ) AS "t3"
      ORDER BY "t3"."o0"
      LIMIT min(coalesce(?1, 20), 20) + 1
    ) AS "t4"
    ORDER BY "t4"."o0"
    LIMIT max(min(coalesce(?1, 20), 20), 1)
  ) AS "t0"
) || ',"zero":' || (
  SELECT '{"edges":' || '[' || coalesce(CASE WHEN 1 = 0 THEN group_concat('{"node":' || '{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t5"."m") > 0 THEN 'true' ELSE 'false' END || ',"endCursor":' || json_quote(?2 || '1:l:' || '[' || coalesce(CASE WHEN 1 = 0 THEN group_concat('[' || gg_key(CASE typeof("t5"."o0") WHEN 'integer' THEN "t5"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."o0") ELSE char(26) || 't' END, CASE typeof("t5"."o0") WHEN 'text' THEN CAST("t5"."o0" AS BLOB) ELSE "t5"."o0" END) || ']', ',') END, '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t5"."id", "t5"."id" AS "o0"
      FROM "shop_tag" AS "t5"
      ORDER BY "t5"."id"
      LIMIT 1
    ) AS "t6"
    ORDER BY "t6"."o0"
    LIMIT 1
  ) AS "t5"
) || '}'

-- 1: variable n, int:0:2147483647
-- 2: nonce , text
