'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"purchased":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."id", "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{"buyers":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t4"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id"
      )
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' || ',"purchases":' || '[' || coalesce((
    SELECT group_concat('{"quantity":' || CASE WHEN "t6"."quantity" IS NULL THEN 'null' WHEN typeof("t6"."quantity") IN ('integer', 'real') AND "t6"."quantity" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t6"."quantity") WHEN 'integer' THEN "t6"."quantity" ELSE gg_whole("t6"."quantity") END ELSE char(26) || 't' END || ',"customer":' || coalesce((
      SELECT '{"name":' || json_quote(CAST("t7"."name" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t7"."name"
        FROM "shop_customer" AS "t7"
        WHERE "t7"."id" = "t6"."customer_id"
        LIMIT 1
      ) AS "t7"
    ), 'null') || '}', ',') AS j
    FROM (
      SELECT "t6"."quantity", "t6"."customer_id"
      FROM "shop_purchase" AS "t6"
      WHERE "t6"."product_id" = "t3"."id"
      ORDER BY "t6"."id"
      LIMIT 20
    ) AS "t6"
  ), '') || ']' || '}' AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."id" = ?1)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
