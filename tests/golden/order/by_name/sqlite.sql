'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"price":' || gg_decimal("t0"."price", 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price", "t0"."name" DESC, "t0"."id"
    LIMIT 5
  ) AS "t0"
), '') || ']' || '}'
