'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"shown":' || CASE WHEN ?1 THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"hidden":' || CASE WHEN ?2 THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"unknown":' || CASE WHEN ?3 THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"dropped":' || CASE WHEN (?1) IS NOT TRUE THEN gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE 'null' END || ',"not_known":' || CASE WHEN (?3) IS NOT TRUE THEN gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE 'null' END || ',"kept":' || CASE WHEN (?2) IS NOT TRUE THEN gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE 'null' END || ',"owner":' || CASE WHEN ?2 THEN coalesce((
    SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') ELSE 'null' END || ',"tags":' || CASE WHEN (?1) IS NOT TRUE THEN '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t2"."slug"
      FROM "shop_tag" AS "t2"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || ',"none":' || CASE WHEN ?2 THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' ELSE 'null' END || '}'

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: variable unknown, bool
