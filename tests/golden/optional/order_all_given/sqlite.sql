(
  SELECT '{"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      LEFT JOIN (
        SELECT CAST(value AS INTEGER) AS v, min(key) AS n
        FROM json_each(?1) GROUP BY 1
      ) AS "t1" ON "t1"."v" = +"t0"."id"
      ORDER BY "t1"."n" NULLS LAST, "t0"."price" DESC, "t0"."id"
      LIMIT 4
    ) AS "t0"
  ), '') || ']' || ',"elements":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."id"
      FROM "shop_product" AS "t2"
      LEFT JOIN "shop_customer" AS "t3" ON "t3"."id" = "t2"."owner_id"
      ORDER BY CASE WHEN "t3"."id" = ?2 THEN 0 WHEN "t3"."id" = ?3 THEN 1 END NULLS LAST, "t2"."id"
      LIMIT 6
    ) AS "t2"
  ), '') || ']' || ',"paged":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t4"."m") > 3 THEN json_quote(?4 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t4"."o0") WHEN 'integer' THEN "t4"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."o0") ELSE char(26) || 't' END, CASE typeof("t4"."o0") WHEN 'text' THEN CAST("t4"."o0" AS BLOB) ELSE "t4"."o0" END) || ',' || gg_key(CASE typeof("t4"."o1") WHEN 'integer' THEN "t4"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."o1") ELSE char(26) || 't' END, CASE typeof("t4"."o1") WHEN 'text' THEN CAST("t4"."o1" AS BLOB) ELSE "t4"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t4"."id", "t5"."n" AS "o0", "t4"."id" AS "o1"
        FROM "shop_product" AS "t4"
        LEFT JOIN (
          SELECT CAST(value AS INTEGER) AS v, min(key) AS n
          FROM json_each(?1) GROUP BY 1
        ) AS "t5" ON "t5"."v" = +"t4"."id"
        ORDER BY "t5"."n" NULLS LAST, "t4"."id"
        LIMIT 4
      ) AS "t6"
      ORDER BY "t6"."o0" NULLS LAST, "t6"."o1"
      LIMIT 3
    ) AS "t4"
  ) AS "j0"
)

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: nonce , text
