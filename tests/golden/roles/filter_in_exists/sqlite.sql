'{"by_tag":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND ((("t0"."is_public" = ?2) OR ("t0"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND (("t1"."slug" <> ?3) AND ("t1"."id" < ?4) AND ("t1"."slug" = ?5))
    ))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"by_owner":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ?1 IS NOT NULL AND ((("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id" AND (("t4"."is_active" = ?6) AND ("t4"."id" IN (
        SELECT value
        FROM json_each(?7)
      )))
    ))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' ELSE 'null' END || ',"by_category":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ?1 IS NOT NULL AND ((("t5"."is_public" = ?2) OR ("t5"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM "shop_category" AS "t6"
      WHERE "t6"."id" = "t5"."category_id" AND (("t6"."name" <> ?8) AND ("t6"."id" > ?9))
    ))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), '') || ']' ELSE 'null' END || ',"by_buyer":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE ?1 IS NOT NULL AND ((("t7"."is_public" = ?2) OR ("t7"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t8"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t9"
        WHERE "t9"."product_id" = "t7"."id" AND "t8"."id" = "t9"."customer_id" AND ("t9"."customer_id" = ?1)
      ) AND ("t8"."is_active" = ?6)
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' ELSE 'null' END || ',"by_purchase":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t10"."id") WHEN 'integer' THEN "t10"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t10"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_product" AS "t10"
    WHERE ?1 IS NOT NULL AND ((("t10"."is_public" = ?2) OR ("t10"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t11"
      WHERE "t11"."product_id" = "t10"."id" AND ("t11"."customer_id" = ?1)
    ))
    ORDER BY "t10"."id"
    LIMIT 20
  ) AS "t10"
), '') || ']' ELSE 'null' END || ',"deep":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t12"."id") WHEN 'integer' THEN "t12"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t12"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_category" AS "t12"
    WHERE (("t12"."name" <> ?8) AND EXISTS (
      SELECT 1
      FROM "shop_product" AS "t13"
      WHERE "t13"."category_id" = "t12"."id" AND ((("t13"."is_public" = ?2) OR ("t13"."owner_id" = ?1)) AND ?1 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_tag" AS "t14"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t15"
          WHERE "t15"."product_id" = "t13"."id" AND "t14"."id" = "t15"."tag_id"
        ) AND (("t14"."slug" <> ?3) AND ("t14"."id" < ?4) AND ("t14"."slug" = ?5))
      ))
    ))
    ORDER BY "t12"."id"
    LIMIT 20
  ) AS "t12"
), '') || ']' || ',"deep_owner":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t16"."id") WHEN 'integer' THEN "t16"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t16"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t16"."id"
    FROM "shop_tag" AS "t16"
    WHERE ((("t16"."slug" <> ?3) AND ("t16"."id" < ?4)) AND CASE WHEN (("t16"."slug" <> ?3) AND ("t16"."id" < ?4)) THEN EXISTS (
      SELECT 1
      FROM "shop_product" AS "t17"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t18"
        WHERE "t18"."tag_id" = "t16"."id" AND "t17"."id" = "t18"."product_id"
      ) AND (((("t17"."is_public" = ?2) OR ("t17"."owner_id" = ?1)) AND ?1 IS NOT NULL) AND CASE WHEN EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t19"
        WHERE "t19"."tag_id" = "t16"."id" AND "t17"."id" = "t19"."product_id"
      ) AND ((("t17"."is_public" = ?2) OR ("t17"."owner_id" = ?1)) AND ?1 IS NOT NULL) THEN EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t20"
        WHERE "t20"."id" = "t17"."owner_id" AND (("t20"."is_active" = ?6) AND CASE WHEN "t20"."id" = "t17"."owner_id" AND ("t20"."is_active" = ?6) THEN (gg_like(CAST("t20"."name" AS BLOB), ?10, 0)) END)
      ) END)
    ) END)
    ORDER BY "t16"."id"
    LIMIT 20
  ) AS "t16"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: "rare", text
-- 4: 4, int:-9223372036854775808:9223372036854775807
-- 5: "rare", text
-- 6: true, bool
-- 7: [2, 3], [int:-9223372036854775808:9223372036854775807]
-- 8: "Novels", text
-- 9: 0, int:-9223372036854775808:9223372036854775807
-- 10: "%", pattern
