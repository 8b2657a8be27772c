'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND (EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t2"
        WHERE "t2"."id" = "t1"."owner_id" AND (?1 OR (?1 OR (?1 OR ("t2"."name" = ?2))))
      ) AND EXISTS (
        SELECT 1
        FROM "shop_tag" AS "t3"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t4"
          WHERE "t4"."product_id" = "t1"."id" AND "t3"."id" = "t4"."tag_id"
        ) AND (?3 OR (?3 OR (?3 OR ("t3"."slug" = ?4))))
      ))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t5"
      WHERE "t5"."customer_id" = "t0"."id" AND ((?5 OR (?5 OR ("t5"."quantity" >= ?6))) AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t6"
        WHERE "t6"."id" = "t5"."product_id" AND (?3 OR (?3 OR (?3 OR (gg_like(CAST("t6"."name" AS BLOB), ?7, 1)))))
      ))
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"not_at_all":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_customer" AS "t7"
    WHERE NOT (EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t8"
      WHERE "t8"."customer_id" = "t7"."id" AND (?5 OR (?5 OR (?5 OR ("t8"."quantity" >= ?6))))
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t9"."id") WHEN 'integer' THEN "t9"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t9"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t10"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t10"."name"
      FROM "shop_customer" AS "t10"
      WHERE "t10"."id" = "t9"."owner_id" AND (?1 OR (?1 OR (?1 OR ("t10"."name" = ?2))))
      LIMIT 1
    ) AS "t10"
  ), 'null') || ',"price":' || CASE WHEN (?3 OR (?3 OR (?3 OR ("t9"."name" = ?4)))) THEN gg_decimal(CASE typeof("t9"."price") WHEN 'text' THEN CAST("t9"."price" AS BLOB) ELSE "t9"."price" END, 2) ELSE 'null' END || ',"stock":' || CASE WHEN ((?8 AND (?3 OR (?3 OR ("t9"."name" = ?4))))) IS NOT TRUE THEN CASE WHEN "t9"."stock" IS NULL THEN 'null' WHEN typeof("t9"."stock") IN ('integer', 'real') AND "t9"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t9"."stock") WHEN 'integer' THEN "t9"."stock" ELSE gg_whole("t9"."stock") END ELSE char(26) || 't' END ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t9"."id", "t9"."owner_id", "t9"."price", "t9"."name", "t9"."stock"
    FROM "shop_product" AS "t9"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t11"
      WHERE "t11"."id" = "t9"."owner_id" AND (?1 OR (?1 OR (?1 OR ("t11"."name" = ?2))))
    )
    ORDER BY "t9"."id"
    LIMIT 3
  ) AS "t9"
), '') || ']' || '}'

-- 1: given name, bool
-- 2: variable name, text
-- 3: given word, bool
-- 4: variable word, text
-- 5: given least, bool
-- 6: variable least, int:-2147483648:2147483647
-- 7: variable word, like:infix
-- 8: given word, bool
