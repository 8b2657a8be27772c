'{"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || printf('%.2f', "t0"."price") || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price", "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || '}'
