'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"category":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_category" AS "t2"
      WHERE "t2"."id" = "t0"."category_id" AND 1 = 0
      LIMIT 1
    ) AS "t2"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'
