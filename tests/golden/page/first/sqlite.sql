(
  SELECT '{"categories":' || '[' || coalesce("j0".j, '') || ']' || ',"categories_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || CAST("t0"."o0" AS INTEGER) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_category" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
