'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"purchases":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
      SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
      FROM (
        SELECT "t2"."id"
        FROM "shop_purchase" AS "t2"
        WHERE ?1 IS NOT NULL AND "t2"."product_id" = "t1"."id" AND ("t2"."customer_id" = ?1)
        ORDER BY "t2"."id"
        LIMIT 2
      ) AS "t2"
    ), '') || ']' ELSE 'null' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE ?1 IS NOT NULL AND "t1"."owner_id" = "t0"."id" AND (("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1))
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
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
