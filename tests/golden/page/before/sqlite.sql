(
  SELECT '{"categories":' || '[' || coalesce("j0".j, '') || ']' || ',"categories_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"parent_id":' || CASE typeof("t0"."parent_id") WHEN 'integer' THEN "t0"."parent_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."parent_id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:f:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."parent_id", "t0"."parent_id" AS "o0", "t0"."id" AS "o1"
          FROM "shop_category" AS "t0"
          WHERE (?2 IS NULL OR (("t0"."parent_id" < ?3 OR ("t0"."parent_id" IS NULL AND ?3 IS NOT NULL))) OR (("t0"."parent_id" IS ?3) AND "t0"."id" > ?2))
          ORDER BY "t0"."parent_id" DESC, "t0"."id"
          LIMIT 3
        ) AS "t1"
        ORDER BY "t1"."o0" DESC, "t1"."o1"
        LIMIT 2
      ) AS "t2"
      ORDER BY "t2"."o0", "t2"."o1" DESC
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: cursor before, int:-9223372036854775808:9223372036854775807
