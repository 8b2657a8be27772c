'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"profile":' || coalesce((
    SELECT '{"bio":' || json_quote(CAST("t1"."bio" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."bio"
      FROM "shop_profile" AS "t1"
      WHERE "t1"."customer_id" = "t0"."id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"profiles":' || '[' || coalesce((
  SELECT group_concat('{"customer":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t2"."customer_id"
      LIMIT 1
    ) AS "t3"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t2"."customer_id"
    FROM "shop_profile" AS "t2"
    ORDER BY "t2"."customer_id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || '}'
