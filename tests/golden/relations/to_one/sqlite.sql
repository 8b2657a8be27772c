'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
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
