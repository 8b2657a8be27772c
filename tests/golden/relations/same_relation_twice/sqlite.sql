'{"products":' || '[' || coalesce((
  SELECT group_concat('{"a":' || coalesce((
    SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"b":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t2"
  ), 'null') || ',"new":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t0"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND ("t3"."slug" = ?1)
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_tag" AS "t5"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."product_id" = "t0"."id" AND "t5"."id" = "t6"."tag_id"
      )
      ORDER BY "t5"."id"
      LIMIT 20
    ) AS "t5"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'

-- 1: "new", text
