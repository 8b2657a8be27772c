'{"products_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN CASE WHEN ?1 IS NOT NULL THEN EXISTS (
    SELECT 1
    FROM "shop_product" AS "t1"
    WHERE (?1 IS NULL OR ("t1"."id" < ?1)) IS NOT TRUE
  ) ELSE max("t0"."m") > 20 END THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN CASE WHEN ?1 IS NOT NULL THEN max("t0"."m") > 20 ELSE 1 = 0 END THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?2 || '0:f:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') || ',"endCursor":' || json_quote(?2 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
          ORDER BY "t0"."id"
          LIMIT 21
        ) AS "t3"
        ORDER BY "t3"."o0"
        LIMIT 20
      ) AS "t5"
      WHERE (?1 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
          ORDER BY "t0"."id" DESC
          LIMIT 21
        ) AS "t4"
        ORDER BY "t4"."o0" DESC
        LIMIT 20
      ) AS "t6"
      WHERE ?1 IS NOT NULL
    ) AS "t7"
    ORDER BY "t7"."o0"
  ) AS "t0"
) || '}'

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
