'{"listed":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?1)
      WHERE value = "t0"."id"
    ) NULLS LAST, "t0"."id"
    LIMIT 5
  ) AS "t0"
), '') || ']' || ',"backward":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" IN (
      SELECT value
      FROM json_each(?1)
    ))
    ORDER BY (
      SELECT min(key)
      FROM json_each(?1)
      WHERE value = "t1"."id"
    ) DESC NULLS FIRST, "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' || ',"texts":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t2"."slug"
    FROM "shop_tag" AS "t2"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?2)
      WHERE value = "t2"."slug"
    ), "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || ',"twice":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?3)
      WHERE value = "t3"."id"
    ) NULLS LAST, (
      SELECT min(key)
      FROM json_each(?4)
      WHERE value = "t3"."id"
    ) NULLS LAST, "t3"."id"
    LIMIT 4
  ) AS "t3"
), '') || ']' || ',"along":' || '[' || coalesce((
  SELECT group_concat('{"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t6"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t6"."name"
      FROM "shop_customer" AS "t6"
      WHERE "t6"."id" = "t4"."owner_id"
      LIMIT 1
    ) AS "t6"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t4"."owner_id"
    FROM "shop_product" AS "t4"
    LEFT JOIN "shop_customer" AS "t5" ON "t5"."id" = "t4"."owner_id"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?5)
      WHERE value = "t5"."name"
    ) NULLS LAST, "t4"."id"
    LIMIT 6
  ) AS "t4"
), '') || ']' || '}'

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: ["rare", "new"], [text]
-- 3: [3], [int:-9223372036854775808:9223372036854775807]
-- 4: [9, 7], [int:-9223372036854775808:9223372036854775807]
-- 5: ["Bob", "Ada"], [text]
