'{"categories_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('{"cursor":' || json_quote(?2 || '0:l:' || '[' || '[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']' || ']') || ',"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > min(coalesce(?1, 20), 20) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t1"
    WHERE ("t1"."id" < ?3) AND (?4 IS NULL OR ("t1"."name" > ?5) OR ("t1"."name" = ?5 AND "t1"."id" > ?4)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?2 || '0:f:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') || ',"endCursor":' || json_quote(?2 || '0:l:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') || '}' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_category" AS "t2"
    WHERE ("t2"."id" < ?3)
  ) AS TEXT) || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE ("t0"."id" < ?3) AND "t0"."name" >= coalesce(?5, '') AND (?4 IS NULL OR ("t0"."name" > ?5) OR ("t0"."name" = ?5 AND "t0"."id" > ?4))
        ORDER BY "t0"."name", "t0"."id"
        LIMIT 21
      ) AS "t3"
      ORDER BY "t3"."o0", "t3"."o1"
      LIMIT min(coalesce(?1, 20), 20) + 1
    ) AS "t4"
    ORDER BY "t4"."o0", "t4"."o1"
    LIMIT max(min(coalesce(?1, 20), 20), 1)
  ) AS "t0"
) || '}'

-- 1: variable n, int:0:2147483647
-- 2: nonce , text
-- 3: 6, int:-9223372036854775808:9223372036854775807
-- 4: cursor after, int:-9223372036854775808:9223372036854775807
-- 5: cursor after, text
