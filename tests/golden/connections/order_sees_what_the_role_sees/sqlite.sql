'{"products_connection":' || CASE WHEN ?1 IS NOT NULL THEN (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"cursor":' || json_quote(?2 || '0:l:' || '[' || '[' || CASE WHEN "t0"."o0" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."o0" AS TEXT)) END || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']' || ']') || ',"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_product" AS "t2"
    WHERE ?1 IS NOT NULL AND (("t2"."is_public" = ?3) OR ("t2"."owner_id" = ?1))
  ) AS TEXT) || '}' AS j
  FROM (
    SELECT "t0"."id", "t1"."name" AS "o0", "t0"."id" AS "o1"
    FROM "shop_product" AS "t0"
    LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id" AND ("t1"."name" <> ?4)
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?3) OR ("t0"."owner_id" = ?1))
    ORDER BY "t1"."name" NULLS LAST, "t0"."id"
    LIMIT 3
  ) AS "t0"
) ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
-- 3: true, bool
-- 4: "Novels", text
