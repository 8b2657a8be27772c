'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || ',"referred":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."referrer_id" = "t0"."id"
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
