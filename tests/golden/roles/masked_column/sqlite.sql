'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"email":' || CASE WHEN ("t0"."id" = ?1) THEN CASE WHEN "t0"."email" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."email" AS TEXT)) END ELSE 'null' END || ',"balance":' || CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_purchase" AS "t1"
    WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > ?2)
  ) THEN gg_decimal(CASE typeof("t0"."balance") WHEN 'text' THEN CAST("t0"."balance" AS BLOB) ELSE "t0"."balance" END, 2) ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t0"."email", "t0"."id", "t0"."balance"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-2147483648:2147483647
