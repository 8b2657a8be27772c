'{"products_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_product" AS "t1"
  ) AS INTEGER) || '}' AS j
) || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || ',"products_connection":' || (
    SELECT '{"total":' || CAST((
      SELECT count(*)
      FROM "shop_product" AS "t4"
      WHERE "t4"."owner_id" = "t2"."id"
    ) AS INTEGER) || '}' AS j
  ) || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 2
  ) AS "t2"
), '') || ']' || '}'
