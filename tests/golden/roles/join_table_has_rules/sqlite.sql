'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"purchased":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id" AND ("t2"."quantity" > ?1)
      )
      ORDER BY "t1"."id"
      LIMIT 4
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || ',"buyers":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id" AND ("t5"."quantity" > ?1)
      )
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t3"."name", "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 4
  ) AS "t3"
), '') || ']' || ',"bought":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t6"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t6"."name"
    FROM "shop_product" AS "t6"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t7"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t8"
        WHERE "t8"."product_id" = "t6"."id" AND "t7"."id" = "t8"."customer_id" AND ("t8"."quantity" > ?1)
      ) AND ("t7"."id" = ?2)
    )
    ORDER BY "t6"."id"
    LIMIT 4
  ) AS "t6"
), '') || ']' || '}'

-- 1: 1, int:-2147483648:2147483647
-- 2: 1, int:-9223372036854775808:9223372036854775807
