(
  SELECT '{"categories":' || '[' || coalesce("j0".j, '') || ']' || ',"categories_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') END AS j, CASE WHEN max("t0"."m") > min(coalesce(coalesce(?1, ?2), 20), 20) THEN CASE WHEN (?2 IS NOT NULL OR ?3 IS NOT NULL AND ?1 IS NULL AND ?4 IS NULL) THEN json_quote(?5 || '0:f:' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') ELSE json_quote(?5 || '0:l:' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 20), 20) > 0 THEN group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ',') END, '') || ']') END ELSE 'null' END AS c
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
              WHERE "t0"."name" >= coalesce(?6, '') AND (?4 IS NULL OR ("t0"."name" > ?6) OR ("t0"."name" = ?6 AND "t0"."id" > ?4)) AND "t0"."name" <= coalesce(?7, x'') AND (?3 IS NULL OR ("t0"."name" < ?7) OR ("t0"."name" = ?7 AND "t0"."id" < ?3))
              ORDER BY "t0"."name", "t0"."id"
              LIMIT 21
            ) AS "t1"
            ORDER BY "t1"."o0", "t1"."o1"
            LIMIT min(coalesce(coalesce(?1, ?2), 20), 20) + 1
          ) AS "t2"
          ORDER BY "t2"."o0", "t2"."o1"
          LIMIT max(min(coalesce(coalesce(?1, ?2), 20), 20), 1)
        ) AS "t5"
        WHERE ((?2 IS NOT NULL OR ?3 IS NOT NULL AND ?1 IS NULL AND ?4 IS NULL)) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT *
            FROM (
              SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
              FROM "shop_category" AS "t0"
              WHERE "t0"."name" >= coalesce(?6, '') AND (?4 IS NULL OR ("t0"."name" > ?6) OR ("t0"."name" = ?6 AND "t0"."id" > ?4)) AND "t0"."name" <= coalesce(?7, x'') AND (?3 IS NULL OR ("t0"."name" < ?7) OR ("t0"."name" = ?7 AND "t0"."id" < ?3))
              ORDER BY "t0"."name" DESC, "t0"."id" DESC
              LIMIT 21
            ) AS "t3"
            ORDER BY "t3"."o0" DESC, "t3"."o1" DESC
            LIMIT min(coalesce(coalesce(?1, ?2), 20), 20) + 1
          ) AS "t4"
          ORDER BY "t4"."o0" DESC, "t4"."o1" DESC
          LIMIT max(min(coalesce(coalesce(?1, ?2), 20), 20), 1)
        ) AS "t6"
        WHERE (?2 IS NOT NULL OR ?3 IS NOT NULL AND ?1 IS NULL AND ?4 IS NULL)
      ) AS "t7"
      ORDER BY "t7"."o0", "t7"."o1"
    ) AS "t0"
  ) AS "j0"
)

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: cursor b, int:-9223372036854775808:9223372036854775807
-- 4: cursor a, int:-9223372036854775808:9223372036854775807
-- 5: nonce , text
-- 6: cursor a, text
-- 7: cursor b, text
