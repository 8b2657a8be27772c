'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 0
  ) AS "t0"
), '') || ']' || ',"more":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t1"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
    ORDER BY "t1"."id"
    LIMIT 0
  ) AS "t1"
), '') || ']' || ',"product":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t2"."id" AS INTEGER) || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CAST("t3"."id" AS INTEGER) || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND 1 = 0
      ORDER BY "t3"."id"
      LIMIT 0
    ) AS "t3"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), '') || ']' || '}'
