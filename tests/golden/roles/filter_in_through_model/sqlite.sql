'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"purchased":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE ?1 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t2"
        WHERE "t2"."customer_id" = "t0"."id" AND "t1"."id" = "t2"."product_id" AND ("t2"."customer_id" = ?1)
      ) AND (("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."is_active" = ?3)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || ',"buyers":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_customer" AS "t4"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_purchase" AS "t5"
        WHERE "t5"."product_id" = "t3"."id" AND "t4"."id" = "t5"."customer_id" AND ("t5"."customer_id" = ?1)
      ) AND ("t4"."is_active" = ?3)
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ?1 IS NOT NULL AND (("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
