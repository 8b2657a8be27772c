'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?2) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"product":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ?1 IS NOT NULL AND ((("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1)) AND ("t1"."id" = ?3))
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') ELSE 'null' END || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      WHERE ?1 IS NOT NULL AND "t3"."owner_id" = "t2"."id" AND (("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1))
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    WHERE ("t2"."is_active" = ?4)
    ORDER BY "t2"."id"
    LIMIT 2
  ) AS "t2"
), '') || ']' || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t5"."id"
      FROM "shop_product" AS "t5"
      WHERE ?1 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t6"
        WHERE "t6"."tag_id" = "t4"."id" AND "t5"."id" = "t6"."product_id"
      ) AND (("t5"."is_public" = ?2) OR ("t5"."owner_id" = ?1))
      ORDER BY "t5"."id"
      LIMIT 20
    ) AS "t5"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE (("t4"."slug" <> ?5) AND ("t4"."id" < ?6))
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
-- 4: true, bool
-- 5: "rare", text
-- 6: 4, int:-9223372036854775808:9223372036854775807
