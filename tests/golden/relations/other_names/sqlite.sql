'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"customer":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t2"
  ), 'null') || ',"customers":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_customer" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t4"
        WHERE "t4"."product_id" = "t0"."id" AND "t3"."id" = "t4"."customer_id"
      ) AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t5"
        WHERE "t5"."owner_id" = "t3"."id" AND ("t5"."price" > ?1)
      )
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_customer" AS "t1" ON "t1"."id" = "t0"."owner_id"
    WHERE (EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t6"
      WHERE "t6"."id" = "t0"."owner_id" AND ("t6"."name" <> ?2)
    ) AND EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t7"
      WHERE "t7"."product_id" = "t0"."id" AND ("t7"."quantity" > ?3)
    ))
    ORDER BY "t1"."name" DESC NULLS FIRST, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"purchases":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t8"."id") WHEN 'integer' THEN "t8"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t8"."id") ELSE char(26) || 't' END || ',"customers":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t11"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t11"."name"
      FROM "shop_customer" AS "t11"
      WHERE "t11"."id" = "t8"."customer_id"
      LIMIT 1
    ) AS "t11"
  ), 'null') || ',"products":' || coalesce((
    SELECT '{"name":' || CASE WHEN EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t13"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t14"
        WHERE "t14"."product_id" = "t12"."id" AND "t13"."id" = "t14"."tag_id"
      )
    ) THEN json_quote(CAST("t12"."name" AS TEXT)) ELSE 'null' END || '}' AS j
    FROM (
      SELECT "t12"."name", "t12"."id"
      FROM "shop_product" AS "t12"
      WHERE "t12"."id" = "t8"."product_id" AND EXISTS (
        SELECT 1
        FROM "shop_tag" AS "t15"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t16"
          WHERE "t16"."product_id" = "t12"."id" AND "t15"."id" = "t16"."tag_id"
        ) AND ("t15"."slug" = ?4)
      )
      LIMIT 1
    ) AS "t12"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t8"."id", "t8"."customer_id", "t8"."product_id"
    FROM "shop_purchase" AS "t8"
    LEFT JOIN "shop_product" AS "t9" ON "t9"."id" = "t8"."product_id"
    LEFT JOIN "shop_customer" AS "t10" ON "t10"."id" = "t9"."owner_id"
    WHERE (EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t17"
      WHERE "t17"."id" = "t8"."customer_id" AND ("t17"."name" = ?2)
    ) AND EXISTS (
      SELECT 1
      FROM "shop_product" AS "t18"
      WHERE "t18"."id" = "t8"."product_id" AND EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t19"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t20"
          WHERE "t20"."product_id" = "t18"."id" AND "t19"."id" = "t20"."customer_id"
        ) AND ("t19"."id" >= ?5)
      )
    ))
    ORDER BY "t10"."id" DESC NULLS FIRST, "t8"."id"
    LIMIT 20
  ) AS "t8"
), '') || ']' || '}'

-- 1: 50, decimal:10:2
-- 2: "Ada", text
-- 3: 0, int:-2147483648:2147483647
-- 4: "sale", text
-- 5: 1, int:-9223372036854775808:9223372036854775807
