(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_product" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
