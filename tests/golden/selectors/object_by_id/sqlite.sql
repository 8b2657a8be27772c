'{"product":' || coalesce((
  SELECT '{"id":' || CAST("t0"."id" AS INTEGER) || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: 3, int:-9223372036854775808:9223372036854775807
