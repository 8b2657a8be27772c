'{"tags_connection":' || (
  SELECT '{"__typename":' || '"TagConnection"' || ',"edges":' || '[' || coalesce(group_concat('{"__typename":' || '"TagEdge"' || ',"cursor":' || json_quote(?1 || '0:l:' || '[' || '[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']' || ']') || ',"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"slug":' || json_quote(CAST("t0"."slug" AS TEXT)) || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"__typename":' || '"PageInfo"' || ',"hasNextPage":' || CASE WHEN max("t0"."m") > 20 THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?1 || '0:f:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') || ',"endCursor":' || json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') || '}' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_tag" AS "t2"
  ) AS TEXT) || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."slug", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 21
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 20
  ) AS "t0"
) || '}'

-- 1: nonce , text
