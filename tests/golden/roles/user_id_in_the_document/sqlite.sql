'{"customer":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_customer" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_active" = ?2) AND ("t0"."id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') ELSE 'null' END || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ?1 IS NOT NULL AND ((("t1"."is_public" = ?3) OR ("t1"."owner_id" = ?1)) AND ("t1"."owner_id" = ?1))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: true, bool
