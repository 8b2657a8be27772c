'{"products":' || '[' || coalesce((
  SELECT group_concat('{"owner_id":' || CAST("t0"."owner_id" AS INTEGER) || ',"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."owner_id" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
