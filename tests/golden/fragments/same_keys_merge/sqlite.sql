'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || ',"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"profile":' || coalesce((
      SELECT '{"bio":' || json_quote(CAST("t2"."bio" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t2"."bio"
        FROM "shop_profile" AS "t2"
        WHERE "t2"."customer_id" = "t1"."id"
        LIMIT 1
      ) AS "t2"
    ), 'null') || '}' AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || ',"slug":' || json_quote(CAST("t3"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t3"."id", "t3"."slug"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t0"."id" AND "t3"."id" = "t4"."tag_id"
      )
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."name"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'
