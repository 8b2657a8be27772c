'{"products":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?1) THEN ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) ELSE '' END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END ELSE '' END, 2) || '}' AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ?2)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') || '}'

-- 1: variable no, bool
-- 2: 1, int:-9223372036854775808:9223372036854775807
