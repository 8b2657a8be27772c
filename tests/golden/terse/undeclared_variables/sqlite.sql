'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      WHERE (("t0"."price" > ?1) AND ("t0"."id" IN (
        SELECT value
        FROM json_each(?2)
      )))
      ORDER BY "t0"."id"
      LIMIT 20 OFFSET coalesce(?3, 0)
    ) AS "t1"
    LIMIT coalesce(?4, -1)
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || CASE WHEN (?5) THEN ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE (?5) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND ("t3"."slug" = ?6)
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' ELSE '' END || '}' AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."id" = ?7)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null') || '}'

-- 1: variable min, decimal:10:2
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: variable skip, int:0:2147483647
-- 4: variable n, int:0:2147483647
-- 5: variable tags, bool
-- 6: variable slug, text
-- 7: variable id, int:-9223372036854775808:9223372036854775807
