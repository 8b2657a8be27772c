'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."id" = ?2) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      WHERE ?1 IS NOT NULL AND "t2"."owner_id" = "t1"."id" AND ("t2"."owner_id" = ?1)
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_customer" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 1
  ) AS "t1"
), '') || ']' || ',"product":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ?1 IS NOT NULL AND ("t3"."id" = ?1)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-9223372036854775808:9223372036854775807
