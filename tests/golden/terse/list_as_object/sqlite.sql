'{"products":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"last":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t1"."name"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id" DESC
    LIMIT 1
  ) AS "t1"
), 'null') || '}'
