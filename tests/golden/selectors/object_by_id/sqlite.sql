'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: 3, int:-9223372036854775808:9223372036854775807
