'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"stock":' || CAST("t0"."stock" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' || '}'
