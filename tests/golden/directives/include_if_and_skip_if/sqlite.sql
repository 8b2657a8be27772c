'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"cheap":' || CASE WHEN ("t0"."price" < ?1) THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"dear":' || CASE WHEN (("t0"."price" < ?1)) IS NOT TRUE THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"heavy":' || CASE WHEN (("t0"."weight" < ?2)) IS NOT TRUE THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"light":' || CASE WHEN ("t0"."weight" < ?2) THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"owner":' || CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_tag" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product_tags" AS "t3"
      WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
    ) AND ("t2"."slug" = ?3)
  ) THEN coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') ELSE 'null' END || ',"tags":' || CASE WHEN (("t0"."is_public" = ?4)) IS NOT TRUE THEN '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t4"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t4"."slug"
      FROM "shop_tag" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."product_id" = "t0"."id" AND "t4"."id" = "t5"."tag_id"
      )
      ORDER BY "t4"."slug", "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' ELSE 'null' END || ',"tag":' || CASE WHEN ("t0"."is_public" = ?4) THEN coalesce((
    SELECT '{"slug":' || json_quote(CAST("t6"."slug" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t6"."slug"
      FROM "shop_tag" AS "t6"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t7"
        WHERE "t7"."product_id" = "t0"."id" AND "t6"."id" = "t7"."tag_id"
      )
      ORDER BY "t6"."id"
      LIMIT 1
    ) AS "t6"
  ), 'null') ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."weight", "t0"."owner_id", "t0"."is_public"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 6
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable most, decimal:10:2
-- 2: 1, float
-- 3: "sale", text
-- 4: true, bool
