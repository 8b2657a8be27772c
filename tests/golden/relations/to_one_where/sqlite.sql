'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND (("t1"."name" <> ?1) AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t2"
        WHERE "t2"."owner_id" = "t1"."id" AND ("t2"."price" < ?2)
      ))
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"category":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || ',"parent":' || coalesce((
      SELECT '{"name":' || json_quote(CAST("t4"."name" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t4"."name"
        FROM "shop_category" AS "t4"
        WHERE "t4"."id" = "t3"."parent_id" AND ("t4"."id" = ?3)
        LIMIT 1
      ) AS "t4"
    ), 'null') || '}' AS j
    FROM (
      SELECT "t3"."name", "t3"."parent_id"
      FROM "shop_category" AS "t3"
      WHERE "t3"."id" = "t0"."category_id" AND EXISTS (
        SELECT 1
        FROM "shop_category" AS "t5"
        WHERE "t5"."id" = "t3"."parent_id" AND ("t5"."name" = ?4)
      )
      LIMIT 1
    ) AS "t3"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || ',"profile":' || coalesce((
    SELECT '{"bio":' || json_quote(CAST("t7"."bio" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t7"."bio"
      FROM "shop_profile" AS "t7"
      WHERE "t7"."customer_id" = "t6"."id" AND ("t7"."bio" <> ?5)
      LIMIT 1
    ) AS "t7"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_customer" AS "t6"
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), '') || ']' || '}'

-- 1: "Ada", text
-- 2: variable most, decimal:10:2
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: "Everything", text
-- 5: "", text
