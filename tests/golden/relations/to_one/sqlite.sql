'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || ',"owner_id":' || CAST("t0"."owner_id" AS INTEGER) || ',"owner":' || coalesce((
    SELECT '{"id":' || CAST("t1"."id" AS INTEGER) || ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."id", "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"category":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || ',"parent":' || coalesce((
      SELECT '{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t3"."name"
        FROM "shop_category" AS "t3"
        WHERE "t3"."id" = "t2"."parent_id"
        LIMIT 1
      ) AS "t3"
    ), 'null') || '}' AS j
    FROM (
      SELECT "t2"."name", "t2"."parent_id"
      FROM "shop_category" AS "t2"
      WHERE "t2"."id" = "t0"."category_id"
      LIMIT 1
    ) AS "t2"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
