'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || CASE WHEN (?1) THEN ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) ELSE '' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable shown, bool
