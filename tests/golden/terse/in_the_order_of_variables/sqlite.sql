(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || CASE WHEN "t0"."o0" IS NULL THEN 'null' ELSE CAST("t0"."o0" AS INTEGER) END || ',' || CAST("t0"."o1" AS INTEGER) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", CASE WHEN "t0"."id" = ?2 THEN 0 WHEN "t0"."id" = ?3 THEN 1 END AS "o0", "t0"."id" AS "o1"
        FROM "shop_product" AS "t0"
        ORDER BY CASE WHEN "t0"."id" = ?2 THEN 0 WHEN "t0"."id" = ?3 THEN 1 END NULLS LAST, "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0" NULLS LAST, "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 1, int:-9223372036854775808:9223372036854775807
