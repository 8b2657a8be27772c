(
  SELECT '{"customers":' || '[' || coalesce("j0".j, '') || ']' || ',"customers_cursor":' || coalesce("j0".c, 'null') || ',"purchases":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_purchase" AS "t4"
      LEFT JOIN "shop_customer" AS "t5" ON "t5"."id" = "t4"."customer_id"
      ORDER BY CASE WHEN ("t5"."id" = ?1) THEN "t5"."email" END NULLS LAST, "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"balance":' || CASE WHEN EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t2"
      WHERE "t2"."customer_id" = "t0"."id" AND ("t2"."quantity" > ?2)
    ) THEN gg_decimal(CASE typeof("t0"."balance") WHEN 'text' THEN CAST("t0"."balance" AS BLOB) ELSE "t0"."balance" END, 2) ELSE 'null' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?3 || '0:l:' || '[' || coalesce(group_concat('[' || gg_number(CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."balance", CASE WHEN EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t1"
          WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > ?2)
        ) THEN "t0"."balance" END AS "o0", "t0"."id" AS "o1"
        FROM "shop_customer" AS "t0"
        ORDER BY CASE WHEN EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t1"
          WHERE "t1"."customer_id" = "t0"."id" AND ("t1"."quantity" > ?2)
        ) THEN "t0"."balance" END DESC NULLS FIRST, "t0"."id"
        LIMIT 3
      ) AS "t3"
      ORDER BY "t3"."o0" DESC NULLS FIRST, "t3"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: 1, int:-2147483648:2147483647
-- 3: nonce , text
