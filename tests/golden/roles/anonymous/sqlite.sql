'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."slug" <> ?1)
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."is_public" = ?2)
    ORDER BY "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t3"."name"
    FROM "shop_product" AS "t3"
    WHERE (("t3"."is_public" = ?2) AND ("t3"."id" = ?3))
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t4"."slug" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t4"."slug"
    FROM "shop_tag" AS "t4"
    WHERE ("t4"."slug" <> ?1)
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || '}'

-- 1: "rare", text
-- 2: true, bool
-- 3: 6, int:-9223372036854775808:9223372036854775807
