'{"hit":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" = ?1) AND ("t0"."is_public" = ?2))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"miss":' || coalesce((
  SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (("t1"."id" = ?3) AND ("t1"."is_public" = ?2))
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') || '}'

-- 1: 3, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 8, int:-9223372036854775808:9223372036854775807
