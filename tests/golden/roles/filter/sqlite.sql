'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"is_public":' || CASE "t0"."is_public" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."is_public" IS NULL THEN 'null' ELSE char(26) || 't' END END || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?2) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
