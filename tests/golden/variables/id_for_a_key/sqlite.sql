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
    WHERE ("t1"."id" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY (
      SELECT min(key)
      FROM json_each(?2)
      WHERE value = "t1"."id"
    ) NULLS LAST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"among":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE "t2"."id" IN (?1, ?3)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"shelves":' || '[' || coalesce((
  SELECT group_concat('{"aisle":' || json_quote(CAST("t3"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t3"."place" IS NULL THEN 'null' WHEN typeof("t3"."place") IN ('integer', 'real') AND "t3"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t3"."place") WHEN 'integer' THEN "t3"."place" ELSE gg_whole("t3"."place") END ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."aisle", "t3"."place"
    FROM "shop_shelf" AS "t3"
    WHERE ("t3"."place" = ?4)
    ORDER BY "t3"."aisle", "t3"."place"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"shelf":' || coalesce((
  SELECT '{"aisle":' || json_quote(CAST("t4"."aisle" AS TEXT)) || ',"place":' || CASE WHEN "t4"."place" IS NULL THEN 'null' WHEN typeof("t4"."place") IN ('integer', 'real') AND "t4"."place" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t4"."place") WHEN 'integer' THEN "t4"."place" ELSE gg_whole("t4"."place") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t4"."aisle", "t4"."place"
    FROM "shop_shelf" AS "t4"
    WHERE (("t4"."aisle" = ?5) AND ("t4"."place" = ?4))
    ORDER BY "t4"."aisle", "t4"."place"
    LIMIT 1
  ) AS "t4"
), 'null') || '}'

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: variable place, int:-9223372036854775808:9223372036854775807
-- 5: "A", text
