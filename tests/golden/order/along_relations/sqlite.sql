'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id"
    LEFT JOIN "shop_category" AS "t2" ON "t2"."id" = "t1"."parent_id"
    LEFT JOIN "shop_customer" AS "t3" ON "t3"."id" = "t0"."owner_id"
    ORDER BY "t2"."name" NULLS LAST, "t3"."name" DESC NULLS FIRST, "t0"."price", "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"nulls":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || ',"category":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t6"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t6"."name"
      FROM "shop_category" AS "t6"
      WHERE "t6"."id" = "t4"."category_id"
      LIMIT 1
    ) AS "t6"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t4"."id", "t4"."category_id"
    FROM "shop_product" AS "t4"
    LEFT JOIN "shop_category" AS "t5" ON "t5"."id" = "t4"."category_id"
    ORDER BY "t5"."name" DESC, "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' || ',"one":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t7"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t7"."name"
    FROM "shop_customer" AS "t7"
    LEFT JOIN "shop_profile" AS "t8" ON "t8"."customer_id" = "t7"."id"
    ORDER BY "t8"."bio" DESC NULLS FIRST, "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' || '}'
