'{"goods":' || '[' || coalesce((
  SELECT group_concat('{"number":' || CAST("t0"."id" AS INTEGER) || ',"title":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"id":' || CAST("t0"."stock" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
