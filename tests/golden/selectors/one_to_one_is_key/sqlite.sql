'{"profile":' || coalesce((
  SELECT '{"customer_id":' || CASE typeof("t0"."customer_id") WHEN 'integer' THEN "t0"."customer_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."customer_id") ELSE char(26) || 't' END || ',"bio":' || json_quote(CAST("t0"."bio" AS TEXT)) || ',"picture":' || gg_base64(CASE typeof("t0"."picture") WHEN 'text' THEN CAST("t0"."picture" AS BLOB) ELSE "t0"."picture" END) || ',"customer":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."customer_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t0"."customer_id", "t0"."bio", "t0"."picture"
    FROM "shop_profile" AS "t0"
    WHERE ("t0"."customer_id" = ?1)
    ORDER BY "t0"."customer_id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: 2, int:-9223372036854775808:9223372036854775807
