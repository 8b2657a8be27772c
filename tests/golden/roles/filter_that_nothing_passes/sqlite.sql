'{"bundles":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"pieces":' || CASE WHEN "t0"."pieces" IS NULL THEN 'null' WHEN typeof("t0"."pieces") IN ('integer', 'real') AND "t0"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."pieces") WHEN 'integer' THEN "t0"."pieces" ELSE gg_whole("t0"."pieces") END ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."pieces"
    FROM (
      SELECT r."product_ptr_id", r."pieces", "p0"."id" AS "id"
      FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
    ) AS "t0"
    WHERE ?1 IS NOT NULL AND (EXISTS (
      SELECT 1
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."id" AND (("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1))
    ) AND 1 = 0)
    ORDER BY "t0"."product_ptr_id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"bundle":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"pieces":' || CASE WHEN "t2"."pieces" IS NULL THEN 'null' WHEN typeof("t2"."pieces") IN ('integer', 'real') AND "t2"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t2"."pieces") WHEN 'integer' THEN "t2"."pieces" ELSE gg_whole("t2"."pieces") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t2"."pieces"
    FROM (
      SELECT r."product_ptr_id", r."pieces", "p0"."id" AS "id"
      FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
    ) AS "t2"
    WHERE ?1 IS NOT NULL AND (EXISTS (
      SELECT 1
      FROM "shop_product" AS "t3"
      WHERE "t3"."id" = "t2"."id" AND (("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1))
    ) AND 1 = 0)
    ORDER BY "t2"."product_ptr_id"
    LIMIT 1
  ) AS "t2"
), 'null') ELSE 'null' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"bundle":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
    SELECT '{"pieces":' || CASE WHEN "t5"."pieces" IS NULL THEN 'null' WHEN typeof("t5"."pieces") IN ('integer', 'real') AND "t5"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t5"."pieces") WHEN 'integer' THEN "t5"."pieces" ELSE gg_whole("t5"."pieces") END ELSE char(26) || 't' END || '}' AS j
    FROM (
      SELECT "t5"."pieces"
      FROM (
        SELECT r."pieces", r."product_ptr_id", "p0"."id" AS "id"
        FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
      ) AS "t5"
      WHERE ?1 IS NOT NULL AND "t5"."product_ptr_id" = "t4"."id" AND (EXISTS (
        SELECT 1
        FROM "shop_product" AS "t6"
        WHERE "t6"."id" = "t5"."id" AND (("t6"."is_public" = ?2) OR ("t6"."owner_id" = ?1))
      ) AND 1 = 0)
      LIMIT 1
    ) AS "t5"
  ), 'null') ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE ?1 IS NOT NULL AND (("t4"."is_public" = ?2) OR ("t4"."owner_id" = ?1))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), '') || ']' ELSE 'null' END || ',"with":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t7"."id") WHEN 'integer' THEN "t7"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t7"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE ?1 IS NOT NULL AND ((("t7"."is_public" = ?2) OR ("t7"."owner_id" = ?1)) AND EXISTS (
      SELECT 1
      FROM (
        SELECT r."product_ptr_id", "p0"."id" AS "id"
        FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
      ) AS "t8"
      WHERE "t8"."product_ptr_id" = "t7"."id" AND (EXISTS (
        SELECT 1
        FROM "shop_product" AS "t9"
        WHERE "t9"."id" = "t8"."id" AND (("t9"."is_public" = ?2) OR ("t9"."owner_id" = ?1))
      ) AND 1 = 0)
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
