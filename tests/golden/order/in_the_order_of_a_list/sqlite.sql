'{"listed":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?1) GROUP BY 1
    ) AS "t1" ON "t1"."v" = +"t0"."id"
    ORDER BY "t1"."n" NULLS LAST, "t0"."id"
    LIMIT 5
  ) AS "t0"
), '') || ']' || ',"backward":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?1) GROUP BY 1
    ) AS "t3" ON "t3"."v" = +"t2"."id"
    WHERE ("t2"."id" IN (
      SELECT value
      FROM json_each(?1)
    ))
    ORDER BY "t3"."n" DESC NULLS FIRST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"texts":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t4"."slug" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t4"."slug"
    FROM "shop_tag" AS "t4"
    LEFT JOIN (
      SELECT CAST(value AS TEXT) AS v, min(key) AS n
      FROM json_each(?2) GROUP BY 1
    ) AS "t5" ON "t5"."v" = +"t4"."slug"
    ORDER BY "t5"."n", "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"twice":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t6"."id") WHEN 'integer' THEN "t6"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t6"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?3) GROUP BY 1
    ) AS "t7" ON "t7"."v" = +"t6"."id"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?4) GROUP BY 1
    ) AS "t8" ON "t8"."v" = +"t6"."id"
    ORDER BY "t7"."n" NULLS LAST, "t8"."n" NULLS LAST, "t6"."id"
    LIMIT 4
  ) AS "t6"
), '') || ']' || ',"along":' || '[' || coalesce((
  SELECT group_concat('{"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t12"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t12"."name"
      FROM "shop_customer" AS "t12"
      WHERE "t12"."id" = "t9"."owner_id"
      LIMIT 1
    ) AS "t12"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t9"."owner_id"
    FROM "shop_product" AS "t9"
    LEFT JOIN "shop_customer" AS "t10" ON "t10"."id" = "t9"."owner_id"
    LEFT JOIN (
      SELECT CAST(value AS TEXT) AS v, min(key) AS n
      FROM json_each(?5) GROUP BY 1
    ) AS "t11" ON "t11"."v" = +"t10"."name"
    ORDER BY "t11"."n" NULLS LAST, "t9"."id"
    LIMIT 6
  ) AS "t9"
), '') || ']' || '}'

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: ["rare", "new"], [text]
-- 3: [3], [int:-9223372036854775808:9223372036854775807]
-- 4: [9, 7], [int:-9223372036854775808:9223372036854775807]
-- 5: ["Bob", "Ada"], [text]
