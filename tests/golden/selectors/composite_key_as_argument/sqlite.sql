'{"shelf":' || coalesce((
  SELECT '{"aisle":' || json_quote(CAST("t0"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t0"."place" IS NULL THEN 'null' WHEN typeof("t0"."place") IN ('integer', 'real') AND "t0"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."place") WHEN 'integer' THEN "t0"."place" ELSE gg_whole("t0"."place") END ELSE char(26) || 't' END || ',"product":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t0"."aisle", "t0"."place", "t0"."product_id"
    FROM "shop_shelf" AS "t0"
    WHERE (("t0"."aisle" = ?1) AND ("t0"."place" = ?2))
    ORDER BY "t0"."aisle", "t0"."place"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"terse":' || coalesce((
  SELECT '{"place":' || CASE WHEN "t2"."place" IS NULL THEN 'null' WHEN typeof("t2"."place") IN ('integer', 'real') AND "t2"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t2"."place") WHEN 'integer' THEN "t2"."place" ELSE gg_whole("t2"."place") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t2"."place"
    FROM "shop_shelf" AS "t2"
    WHERE (("t2"."aisle" = ?3) AND ("t2"."place" = ?4))
    ORDER BY "t2"."aisle", "t2"."place"
    LIMIT 1
  ) AS "t2"
), 'null') || ',"none":' || coalesce((
  SELECT '{"place":' || CASE WHEN "t3"."place" IS NULL THEN 'null' WHEN typeof("t3"."place") IN ('integer', 'real') AND "t3"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t3"."place") WHEN 'integer' THEN "t3"."place" ELSE gg_whole("t3"."place") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t3"."place"
    FROM "shop_shelf" AS "t3"
    WHERE (("t3"."aisle" = ?5) AND ("t3"."place" = ?4))
    ORDER BY "t3"."aisle", "t3"."place"
    LIMIT 1
  ) AS "t3"
), 'null') || '}'

-- 1: "B", text
-- 2: variable place, int:-2147483648:2147483647
-- 3: "A", text
-- 4: 1, int:-2147483648:2147483647
-- 5: "Z", text
