'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND (("t1"."is_active" = ?2) AND (?3 OR (?3 OR (?3 OR ("t1"."name" = ?4)))))
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND ((("t0"."is_public" = ?5) OR ("t0"."owner_id" = ?1)) AND CASE WHEN ?1 IS NOT NULL AND (("t0"."is_public" = ?5) OR ("t0"."owner_id" = ?1)) THEN ((?6 AND ?3) OR ((?3 OR (?3 OR (gg_like(CAST("t0"."name" AS BLOB), ?7, 1)))) AND (?6 OR (?8 AND (?6 OR (?6 OR ("t0"."is_public" = ?9))))))) END)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: given q, bool
-- 4: variable q, text
-- 5: true, bool
-- 6: given mine, bool
-- 7: variable q, pattern
-- 8: given mine, bool
-- 9: variable mine, bool
