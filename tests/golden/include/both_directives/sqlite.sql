'{"product":' || coalesce((
  SELECT '{' || substr(CASE WHEN (?1 AND NOT ?2) THEN ',"a":' || CAST("t0"."id" AS INTEGER) ELSE '' END || CASE WHEN (?1 AND NOT ?1) THEN ',"b":' || CAST("t0"."id" AS INTEGER) ELSE '' END || CASE WHEN (?2 AND NOT ?2) THEN ',"c":' || CAST("t0"."id" AS INTEGER) ELSE '' END || CASE WHEN (?2 AND NOT ?1) THEN ',"d":' || CAST("t0"."id" AS INTEGER) ELSE '' END, 2) || '}' AS j
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
