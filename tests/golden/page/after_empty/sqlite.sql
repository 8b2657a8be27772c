(
  SELECT '{"variable":' || '[' || coalesce("j0".j, '') || ']' || ',"literal":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_customer" AS "t2"
      ORDER BY "t2"."id"
      LIMIT 2
    ) AS "t2"
  ), '') || ']' || ',"backward":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT "t3"."id", "t3"."id" AS "o0"
        FROM "shop_customer" AS "t3"
        ORDER BY "t3"."id" DESC
        LIMIT 2
      ) AS "t4"
      ORDER BY "t4"."o0"
    ) AS "t3"
  ), '') || ']' || ',"customers_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_customer" AS "t0"
        WHERE "t0"."id" >= coalesce(?2, -9e999) AND (?2 IS NULL OR ("t0"."id" > ?2))
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
