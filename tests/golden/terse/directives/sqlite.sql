'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"a":' || CASE WHEN ?2 THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"b":' || CASE WHEN (?2) IS NOT TRUE THEN json_quote(CAST("t0"."name" AS TEXT)) ELSE 'null' END || ',"c":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"d":' || json_quote(CAST("t0"."name" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."name"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?3) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: variable yes, bool
-- 3: true, bool
