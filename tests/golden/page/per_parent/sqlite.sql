'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 1 OFFSET coalesce(?1, 0)
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'

-- 1: 1, int:0:2147483647
