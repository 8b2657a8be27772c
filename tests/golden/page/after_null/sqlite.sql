(
  SELECT '{"customers":' || '[' || coalesce("j0".j, '') || ']' || ',"customers_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"birthday":' || CASE WHEN date("t0"."birthday", '+0 days') = "t0"."birthday" AND substr("t0"."birthday", 1, 4) > '0000' THEN '"' || "t0"."birthday" || '"' WHEN "t0"."birthday" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE WHEN date("t0"."o0", '+0 days') = "t0"."o0" AND substr("t0"."o0", 1, 4) > '0000' THEN '"' || "t0"."o0" || '"' WHEN "t0"."o0" IS NULL THEN 'null' ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."birthday", "t0"."birthday" AS "o0", "t0"."id" AS "o1"
        FROM "shop_customer" AS "t0"
        WHERE (?2 IS NULL OR (("t0"."birthday" > ?3 OR ("t0"."birthday" IS NULL AND ?3 IS NOT NULL))) OR (("t0"."birthday" IS ?3) AND "t0"."id" > ?2))
        ORDER BY "t0"."birthday" NULLS LAST, "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0" NULLS LAST, "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: cursor after, date
