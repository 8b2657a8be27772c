'{"categories_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('{"cursor":' || json_quote(?3 || '0:l:' || '[' || '[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']' || ']') || ',"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t1"."id", "t1"."id" AS "o0"
            FROM "shop_product" AS "t1"
            WHERE "t1"."category_id" = "t0"."id"
            ORDER BY "t1"."id"
            LIMIT 20
          ) AS "t2"
          LIMIT coalesce(?1, -1)
        ) AS "t4"
        WHERE (?2 IS NOT NULL) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t1"."id", "t1"."id" AS "o0"
            FROM "shop_product" AS "t1"
            WHERE "t1"."category_id" = "t0"."id"
            ORDER BY "t1"."id" DESC
            LIMIT 20
          ) AS "t3"
          ORDER BY "t3"."o0" DESC
          LIMIT coalesce(?2, -1)
        ) AS "t5"
        WHERE ?2 IS NOT NULL
      ) AS "t6"
      ORDER BY "t6"."o0"
    ) AS "t1"
  ), '') || ']' || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN CASE WHEN (?2 IS NOT NULL OR ?4 IS NOT NULL AND ?1 IS NULL AND ?5 IS NULL) THEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t7"
    WHERE ("t7"."id" < ?6) AND (?4 IS NULL OR ("t7"."name" < ?7) OR ("t7"."name" = ?7 AND "t7"."id" < ?4)) IS NOT TRUE
  ) ELSE max("t0"."m") > min(coalesce(coalesce(?1, ?2), 20), 20) END THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN CASE WHEN (?2 IS NOT NULL OR ?4 IS NOT NULL AND ?1 IS NULL AND ?5 IS NULL) THEN max("t0"."m") > min(coalesce(coalesce(?1, ?2), 20), 20) ELSE EXISTS (
    SELECT 1
    FROM "shop_category" AS "t8"
    WHERE ("t8"."id" < ?6) AND (?5 IS NULL OR ("t8"."name" > ?8) OR ("t8"."name" = ?8 AND "t8"."id" > ?5)) IS NOT TRUE
  ) END THEN 'true' ELSE 'false' END || ',"startCursor":' || json_quote(?3 || '0:f:' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') || ',"endCursor":' || json_quote(?3 || '0:l:' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') || '}' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_category" AS "t9"
    WHERE ("t9"."id" < ?6)
  ) AS TEXT) || '}' AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
            FROM "shop_category" AS "t0"
            WHERE ("t0"."id" < ?6) AND "t0"."name" >= coalesce(?8, '') AND (?5 IS NULL OR ("t0"."name" > ?8) OR ("t0"."name" = ?8 AND "t0"."id" > ?5)) AND "t0"."name" <= coalesce(?7, x'') AND (?4 IS NULL OR ("t0"."name" < ?7) OR ("t0"."name" = ?7 AND "t0"."id" < ?4))
            ORDER BY "t0"."name", "t0"."id"
            LIMIT 21
          ) AS "t10"
          ORDER BY "t10"."o0", "t10"."o1"
          LIMIT min(coalesce(coalesce(?1, ?2), 20), 20) + 1
        ) AS "t11"
        ORDER BY "t11"."o0", "t11"."o1"
        LIMIT max(min(coalesce(coalesce(?1, ?2), 20), 20), 1)
      ) AS "t14"
      WHERE ((?2 IS NOT NULL OR ?4 IS NOT NULL AND ?1 IS NULL AND ?5 IS NULL)) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
            FROM "shop_category" AS "t0"
            WHERE ("t0"."id" < ?6) AND "t0"."name" >= coalesce(?8, '') AND (?5 IS NULL OR ("t0"."name" > ?8) OR ("t0"."name" = ?8 AND "t0"."id" > ?5)) AND "t0"."name" <= coalesce(?7, x'') AND (?4 IS NULL OR ("t0"."name" < ?7) OR ("t0"."name" = ?7 AND "t0"."id" < ?4))
            ORDER BY "t0"."name" DESC, "t0"."id" DESC
            LIMIT 21
          ) AS "t12"
          ORDER BY "t12"."o0" DESC, "t12"."o1" DESC
          LIMIT min(coalesce(coalesce(?1, ?2), 20), 20) + 1
        ) AS "t13"
        ORDER BY "t13"."o0" DESC, "t13"."o1" DESC
        LIMIT max(min(coalesce(coalesce(?1, ?2), 20), 20), 1)
      ) AS "t15"
      WHERE (?2 IS NOT NULL OR ?4 IS NOT NULL AND ?1 IS NULL AND ?5 IS NULL)
    ) AS "t16"
    ORDER BY "t16"."o0", "t16"."o1"
  ) AS "t0"
) || '}'

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: nonce , text
-- 4: cursor b, int:-9223372036854775808:9223372036854775807
-- 5: cursor a, int:-9223372036854775808:9223372036854775807
-- 6: 6, int:-9223372036854775808:9223372036854775807
-- 7: cursor b, text
-- 8: cursor a, text
