'{"products":' || '[' || coalesce((
  SELECT group_concat('{"price":' || CASE WHEN ("t0"."is_public" = ?1) THEN gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."price", "t0"."is_public", "t0"."id" AS "o0", row_number() OVER (PARTITION BY CASE WHEN ("t0"."is_public" = ?1) THEN "t0"."price" END ORDER BY "t0"."id") AS "rank"
      FROM "shop_product" AS "t0"
    ) AS "t1"
    WHERE "t1"."rank" = 1
    ORDER BY "t1"."o0"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"customers_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM (
      SELECT DISTINCT CASE WHEN ("t3"."id" = ?2) THEN "t3"."email" END
      FROM "shop_customer" AS "t3"
    ) AS "t4"
  ) AS TEXT) || '}' AS j
) || '}'

-- 1: true, bool
-- 2: caller user_id, int:-9223372036854775808:9223372036854775807
