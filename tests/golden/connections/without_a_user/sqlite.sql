'{"purchases_connection":' || CASE WHEN ?1 IS NOT NULL THEN (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_purchase" AS "t1"
    WHERE ?1 IS NOT NULL AND ("t1"."customer_id" = ?1)
  ) AS TEXT) || ',"edges":' || '[' || coalesce(group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_purchase" AS "t0"
    WHERE ?1 IS NOT NULL AND ("t0"."customer_id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
) ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
