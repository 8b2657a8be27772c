'{"categories_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"parent_id":' || CASE typeof("t0"."parent_id") WHEN 'integer' THEN "t0"."parent_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."parent_id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t1"
    WHERE (?1 IS NULL OR (("t1"."parent_id" > ?2 OR (?2 IS NULL AND "t1"."parent_id" IS NOT NULL))) OR (("t1"."parent_id" IS ?2) AND "t1"."id" < ?1)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?3 || '0:f:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') || ',"endCursor":' || json_quote(?3 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."parent_id", "t0"."parent_id" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE (?1 IS NULL OR (("t0"."parent_id" > ?2 OR (?2 IS NULL AND "t0"."parent_id" IS NOT NULL))) OR (("t0"."parent_id" IS ?2) AND "t0"."id" < ?1))
        ORDER BY "t0"."parent_id", "t0"."id" DESC
        LIMIT 3
      ) AS "t2"
      ORDER BY "t2"."o0", "t2"."o1" DESC
      LIMIT 2
    ) AS "t3"
    ORDER BY "t3"."o0" DESC, "t3"."o1"
  ) AS "t0"
) || '}'

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: nonce , text
