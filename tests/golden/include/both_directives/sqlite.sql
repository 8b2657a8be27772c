'{"product":' || coalesce((
  SELECT '{' || substr(CASE WHEN (?1 AND NOT ?2) THEN ',"a":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?1 AND NOT ?1) THEN ',"b":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?2 AND NOT ?2) THEN ',"c":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?2 AND NOT ?1) THEN ',"d":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END, 2) || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?3)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
