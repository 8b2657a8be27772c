'{"purchases":' || '[' || coalesce((
  SELECT group_concat('{"product":' || coalesce((
    SELECT '{"price":' || CASE WHEN ("t1"."is_public" = ?1) THEN gg_decimal(CASE typeof("t1"."price") WHEN 'text' THEN CAST("t1"."price" AS BLOB) ELSE "t1"."price" END, 2) ELSE 'null' END || '}' AS j
    FROM (
      SELECT "t1"."price", "t1"."is_public"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"customer":' || coalesce((
    SELECT '{"email":' || CASE WHEN ("t2"."id" = ?2) THEN CASE WHEN "t2"."email" IS NULL THEN 'null' ELSE json_quote(CAST("t2"."email" AS TEXT)) END ELSE 'null' END || '}' AS j
    FROM (
      SELECT "t2"."email", "t2"."id"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."customer_id"
      LIMIT 1
    ) AS "t2"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."product_id", "t0"."customer_id"
    FROM "shop_purchase" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t0"."customer_id" AND CASE WHEN ("t3"."id" = ?2) THEN "t3"."email" END IS NOT NULL
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: true, bool
-- 2: caller user_id, int:-9223372036854775808:9223372036854775807
