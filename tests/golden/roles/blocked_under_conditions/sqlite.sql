'{' || substr(CASE WHEN (?1) THEN ',"purchases":' || char(26) || 'b' ELSE '' END || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), '') || ']', 2) || '}'

-- 1: variable no, bool
-- denied: purchases
