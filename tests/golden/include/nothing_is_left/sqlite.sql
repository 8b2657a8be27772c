'{"products":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CAST("t0"."id" AS INTEGER) ELSE '' END || CASE WHEN (?1) THEN ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) ELSE '' END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{' || substr(CASE WHEN (?1) THEN ',"id":' || CAST("t1"."id" AS INTEGER) ELSE '' END, 2) || '}' AS j
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
