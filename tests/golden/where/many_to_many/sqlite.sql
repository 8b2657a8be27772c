'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."slug" = ?1)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"both":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."tag_id"
      ) AND ("t4"."id" = ?2)
    ) AND EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t6"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t7"
        WHERE "t7"."product_id" = "t3"."id" AND "t6"."id" = "t7"."tag_id"
      ) AND ("t6"."id" = ?3)
    ))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || ',"one_row":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_product" AS "t8"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t9"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t10"
        WHERE "t10"."product_id" = "t8"."id" AND "t9"."id" = "t10"."tag_id"
      ) AND (("t9"."id" = ?2) AND ("t9"."slug" = ?4))
    )
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || '}'

-- 1: "rare", text
-- 2: 1, int:-9223372036854775808:9223372036854775807
-- 3: 2, int:-9223372036854775808:9223372036854775807
-- 4: "sale", text
