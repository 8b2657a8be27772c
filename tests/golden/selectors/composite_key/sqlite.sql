'{"shelves":' || '[' || coalesce((
  SELECT group_concat('{"aisle":' || json_quote(CAST("t0"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t0"."place" IS NULL THEN 'null' WHEN typeof("t0"."place") IN ('integer', 'real') AND "t0"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."place") WHEN 'integer' THEN "t0"."place" ELSE gg_whole("t0"."place") END ELSE char(26) || 't' END || ',"product":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 3 OFFSET coalesce(?1, 0)
  ) AS "t0"
), '') || ']' || '}'

-- 1: 1, int:0:2147483647
