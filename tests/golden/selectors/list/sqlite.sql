'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
