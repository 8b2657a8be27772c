'{"shelves":' || '[' || coalesce((
  SELECT group_concat('{"aisle":' || json_quote(CAST("t0"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t0"."place" IS NULL THEN 'null' WHEN typeof("t0"."place") IN ('integer', 'real') AND "t0"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."place") WHEN 'integer' THEN "t0"."place" ELSE gg_whole("t0"."place") END ELSE char(26) || 't' END || ',"product":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
    SELECT '{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE ?1 IS NOT NULL AND "t1"."id" = "t0"."product_id" AND (("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1))
      LIMIT 1
    ) AS "t1"
  ), 'null') ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_product" AS "t2"
      WHERE "t2"."id" = "t0"."product_id" AND ("t2"."is_public" = ?3)
    )
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
