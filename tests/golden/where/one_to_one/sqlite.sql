'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_profile" AS "t1"
      WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."bio" <> ?1)
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_bundle" AS "t3"
      WHERE "t3"."product_ptr_id" = "t2"."id" AND ("t3"."pieces" > ?2)
    )
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || '}'

-- 1: "", text
-- 2: 0, int:-2147483648:2147483647
