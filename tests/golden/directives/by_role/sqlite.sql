'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"mine":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"others":' || 'null' || ',"not_mine":' || 'null' || ',"both":' || CASE WHEN ?2 THEN gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE 'null' END || ',"neither":' || 'null' || ',"added":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || ',"left":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || '}', ',') AS j
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
