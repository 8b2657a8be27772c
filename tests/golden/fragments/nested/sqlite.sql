'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || ',"tags":' || '[' || coalesce((
      SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
      FROM (
        SELECT "t2"."slug"
        FROM "shop_tag" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t3"
          WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ), '') || ']' || ',"owner":' || coalesce((
      SELECT '{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}' AS j
      FROM (
        SELECT "t4"."id"
        FROM "shop_customer" AS "t4"
        WHERE "t4"."id" = "t1"."owner_id"
        LIMIT 1
      ) AS "t4"
    ), 'null') || '}', ',') AS j
    FROM (
      SELECT "t1"."name", "t1"."id", "t1"."owner_id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
