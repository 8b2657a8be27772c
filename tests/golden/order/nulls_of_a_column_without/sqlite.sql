'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."stock", "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || ',"desc":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."stock" DESC, "t1"."id"
    LIMIT 3
  ) AS "t1"
), '') || ']' || '}'
