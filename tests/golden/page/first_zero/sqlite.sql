(
  SELECT '{"tags":' || '[' || coalesce("j0".j, '') || ']' || ',"tags_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN 1 = 0 THEN group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') END AS j, CASE WHEN max("t0"."m") > 0 THEN json_quote(?1 || '0:l:' || '[' || coalesce(CASE WHEN 1 = 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_tag" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 1
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 1
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
