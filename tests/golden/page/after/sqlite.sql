(
  SELECT '{"categories":' || '[' || coalesce("j0".j, '') || ']' || ',"categories_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || json_quote(CAST("t0"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE "t0"."name" <= coalesce(?2, x'') AND (?3 IS NULL OR ("t0"."name" < ?2) OR ("t0"."name" = ?2 AND "t0"."id" > ?3))
        ORDER BY "t0"."name" DESC, "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0" DESC, "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, text
-- 3: cursor after, int:-9223372036854775808:9223372036854775807
