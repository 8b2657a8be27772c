'{"products_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM (
      SELECT DISTINCT "t1"."owner_id"
      FROM "shop_product" AS "t1"
    ) AS "t2"
  ) AS TEXT) || ',"edges":' || '[' || coalesce(group_concat('{"cursor":' || json_quote(?1 || '0:l:' || '[' || '[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']' || ']') || ',"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN EXISTS (
    SELECT 1
    FROM (
      SELECT "t3"."id" AS "o0", row_number() OVER (PARTITION BY "t3"."owner_id" ORDER BY "t3"."id") AS "rank"
      FROM "shop_product" AS "t3"
    ) AS "t4"
    WHERE "t4"."rank" = 1 AND (?2 IS NULL OR ("t4"."o0" > ?2)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."owner_id", "t0"."id" AS "o0", row_number() OVER (PARTITION BY "t0"."owner_id" ORDER BY "t0"."id") AS "rank"
        FROM "shop_product" AS "t0"
      ) AS "t5"
      WHERE "t5"."rank" = 1 AND (?2 IS NULL OR ("t5"."o0" > ?2))
      ORDER BY "t5"."o0"
      LIMIT 3
    ) AS "t6"
    ORDER BY "t6"."o0"
    LIMIT 2
  ) AS "t0"
) || '}'

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
