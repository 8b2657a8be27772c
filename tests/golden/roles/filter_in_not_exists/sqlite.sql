'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND ((("t0"."is_public" = ?2) OR ("t0"."owner_id" = ?1)) AND NOT (EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND (("t1"."slug" <> ?3) AND ("t1"."id" < ?4) AND ("t1"."slug" = ?5))
    )))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"no_owner":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ?1 IS NOT NULL AND ((("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1)) AND NOT (EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id" AND ("t4"."is_active" = ?6)
    )))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: "rare", text
-- 4: 4, int:-9223372036854775808:9223372036854775807
-- 5: "rare", text
-- 6: true, bool
