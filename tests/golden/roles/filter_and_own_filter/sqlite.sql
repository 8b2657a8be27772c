'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND ((("t0"."is_public" = ?2) OR ("t0"."owner_id" = ?1)) AND ("t0"."owner_id" IN (
      SELECT value
      FROM json_each(?3)
    )))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"or":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ?1 IS NOT NULL AND ((("t1"."is_public" = ?2) OR ("t1"."owner_id" = ?1)) AND (("t1"."id" = ?4) OR ("t1"."id" = ?5)))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), '') || ']' ELSE 'null' END || ',"product":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ?1 IS NOT NULL AND ((("t2"."is_public" = ?2) OR ("t2"."owner_id" = ?1)) AND ("t2"."id" = ?4))
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
), 'null') ELSE 'null' END || ',"own":' || CASE WHEN ?1 IS NOT NULL THEN coalesce((
  SELECT '{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ?1 IS NOT NULL AND ((("t3"."is_public" = ?2) OR ("t3"."owner_id" = ?1)) AND ("t3"."id" = ?6))
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null') ELSE 'null' END || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: true, bool
-- 3: [3, 4], [int:-9223372036854775808:9223372036854775807]
-- 4: 6, int:-9223372036854775808:9223372036854775807
-- 5: 1, int:-9223372036854775808:9223372036854775807
-- 6: 8, int:-9223372036854775808:9223372036854775807
