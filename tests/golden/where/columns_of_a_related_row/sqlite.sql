'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t2"
        WHERE "t2"."id" = "t1"."owner_id" AND ("t2"."id" <> "t2"."referrer_id")
      )
      ORDER BY "t1"."id"
      LIMIT 1
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t3"
      WHERE "t3"."customer_id" = "t0"."id" AND (("t3"."product_id" > "t3"."customer_id") AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t4"
        WHERE "t4"."id" = "t3"."product_id" AND ("t4"."price" >= "t4"."stock")
      ))
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
