'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?2) GROUP BY 1
    ) AS "t2" ON "t2"."v" = +"t1"."id"
    WHERE ("t1"."id" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t2"."n" NULLS LAST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"among":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE "t3"."id" IN (?1, ?3)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"shelves":' || '[' || coalesce((
  SELECT group_concat('{"aisle":' || json_quote(CAST("t4"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t4"."place" IS NULL THEN 'null' WHEN typeof("t4"."place") IN ('integer', 'real') AND "t4"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t4"."place") WHEN 'integer' THEN "t4"."place" ELSE gg_whole("t4"."place") END ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t4"."aisle", "t4"."place"
    FROM "shop_shelf" AS "t4"
    WHERE ("t4"."place" = ?4)
    ORDER BY "t4"."aisle", "t4"."place"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"shelf":' || coalesce((
  SELECT '{"aisle":' || json_quote(CAST("t5"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t5"."place" IS NULL THEN 'null' WHEN typeof("t5"."place") IN ('integer', 'real') AND "t5"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t5"."place") WHEN 'integer' THEN "t5"."place" ELSE gg_whole("t5"."place") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t5"."aisle", "t5"."place"
    FROM "shop_shelf" AS "t5"
    WHERE (("t5"."aisle" = ?5) AND ("t5"."place" = ?4))
    ORDER BY "t5"."aisle", "t5"."place"
    LIMIT 1
  ) AS "t5"
), 'null') || '}'

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: variable place, int:-9223372036854775808:9223372036854775807
-- 5: "A", text
