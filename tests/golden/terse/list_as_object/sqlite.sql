'{"products":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"related":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t2"
        WHERE "t2"."from_product_id" = "t0"."id" AND "t1"."id" = "t2"."to_product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"related_from":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_product" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_related" AS "t4"
        WHERE "t4"."to_product_id" = "t0"."id" AND "t3"."id" = "t4"."from_product_id"
      ) AND ("t3"."id" = ?1)
      ORDER BY "t3"."id"
      LIMIT 1
    ) AS "t3"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"last":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t5"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t5"."name"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."id" DESC
    LIMIT 1
  ) AS "t5"
), 'null') || '}'

-- 1: 5, int:-9223372036854775808:9223372036854775807
