'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || '}' AS j
  FROM (
    SELECT "t0"."id", "t0"."price"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."is_public" = ?1)
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: true, bool
