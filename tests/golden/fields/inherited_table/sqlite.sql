'{"bundles":' || '[' || coalesce((
  SELECT group_concat('{"pieces":' || CASE WHEN "t0"."pieces" IS NULL THEN 'null' WHEN typeof("t0"."pieces") IN ('integer', 'real') AND "t0"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."pieces") WHEN 'integer' THEN "t0"."pieces" ELSE gg_whole("t0"."pieces") END ELSE char(26) || 't' END || ',"product_ptr_id":' || CASE typeof("t0"."product_ptr_id") WHEN 'integer' THEN "t0"."product_ptr_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."product_ptr_id") ELSE char(26) || 't' END || ',"product_ptr":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_ptr_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."pieces", "t0"."product_ptr_id"
    FROM "shop_bundle" AS "t0"
    ORDER BY "t0"."product_ptr_id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"product":' || coalesce((
  SELECT '{"bundle":' || coalesce((
    SELECT '{"pieces":' || CASE WHEN "t3"."pieces" IS NULL THEN 'null' WHEN typeof("t3"."pieces") IN ('integer', 'real') AND "t3"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t3"."pieces") WHEN 'integer' THEN "t3"."pieces" ELSE gg_whole("t3"."pieces") END ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t3"."pieces"
      FROM "shop_bundle" AS "t3"
      WHERE "t3"."product_ptr_id" = "t2"."id"
      LIMIT 1
    ) AS "t3"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."id" = ?1)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null') || ',"other":' || coalesce((
  SELECT '{"bundle":' || coalesce((
    SELECT '{"pieces":' || CASE WHEN "t5"."pieces" IS NULL THEN 'null' WHEN typeof("t5"."pieces") IN ('integer', 'real') AND "t5"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t5"."pieces") WHEN 'integer' THEN "t5"."pieces" ELSE gg_whole("t5"."pieces") END ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t5"."pieces"
      FROM "shop_bundle" AS "t5"
      WHERE "t5"."product_ptr_id" = "t4"."id"
      LIMIT 1
    ) AS "t5"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ("t4"."id" = ?2)
    ORDER BY "t4"."id"
    LIMIT 1
  ) AS "t4"
), 'null') || '}'

-- 1: 8, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-9223372036854775808:9223372036854775807
