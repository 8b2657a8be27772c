'{"tags":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || ',"slug":' || json_quote(CAST("t0"."slug" AS TEXT)), 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."slug"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable yes, bool
