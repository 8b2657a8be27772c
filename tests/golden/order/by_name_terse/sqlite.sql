'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"weight":' || gg_float("t0"."weight") || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight" DESC, "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'
