'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t2"."name"
      FROM "shop_customer" AS "t2"
      WHERE "t2"."id" = "t0"."owner_id" AND ("t2"."is_active" = ?2)
      LIMIT 1
    ) AS "t2"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_customer" AS "t1" ON "t1"."id" = "t0"."owner_id" AND ("t1"."is_active" = ?2)
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?3) OR ("t0"."owner_id" = ?1))
    ORDER BY "t1"."name" DESC NULLS FIRST, "t0"."id" DESC
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"first":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    LEFT JOIN "shop_customer" AS "t4" ON "t4"."id" = "t3"."owner_id" AND ("t4"."is_active" = ?2)
    WHERE ?1 IS NOT NULL AND (("t3"."is_public" = ?3) OR ("t3"."owner_id" = ?1))
    ORDER BY "t4"."birthday", "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
