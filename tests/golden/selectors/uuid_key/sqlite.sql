'{"vouchers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || gg_uuid(CAST("t0"."id" AS BLOB)) || ',"amount":' || gg_decimal(CASE typeof("t0"."amount") WHEN 'text' THEN CAST("t0"."amount" AS BLOB) ELSE "t0"."amount" END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."amount"
    FROM "shop_voucher" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"one":' || coalesce((
  SELECT '{"id":' || gg_uuid(CAST("t1"."id" AS BLOB)) || ',"customer":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t1"."customer_id"
      LIMIT 1
    ) AS "t2"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t1"."id", "t1"."customer_id"
    FROM "shop_voucher" AS "t1"
    WHERE ("t1"."id" = ?1)
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), 'null') || ',"upper":' || coalesce((
  SELECT '{"id":' || gg_uuid(CAST("t3"."id" AS BLOB)) || ',"customer":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t4"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t4"."name"
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."customer_id"
      LIMIT 1
    ) AS "t4"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t3"."id", "t3"."customer_id"
    FROM "shop_voucher" AS "t3"
    WHERE ("t3"."id" = ?2)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') || '}'

-- 1: "000000000000000000000000000000b0", uuid
-- 2: "00000000-0000-0000-0000-0000000000C0", uuid
