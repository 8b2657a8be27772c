'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"mine":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"others":' || 'null' || ',"not_mine":' || 'null' || ',"both":' || CASE WHEN ?2 THEN gg_decimal("t0"."price", 2) ELSE 'null' END || ',"neither":' || 'null' || ',"added":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END || ',"left":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."stock"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?3) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: variable yes, bool
-- 3: true, bool
