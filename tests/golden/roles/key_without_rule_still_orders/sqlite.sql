'{"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price", "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || '}'
