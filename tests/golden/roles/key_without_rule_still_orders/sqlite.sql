'{"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || gg_decimal("t0"."price", 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price", "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || '}'
