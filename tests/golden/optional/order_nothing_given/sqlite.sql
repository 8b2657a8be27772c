(
  SELECT '{"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      ORDER BY (
        SELECT min(key)
        FROM json_each(?1)
        WHERE value = "t0"."id"
      ) NULLS LAST, "t0"."price" DESC, "t0"."id"
      LIMIT 4
    ) AS "t0"
  ), '') || ']' || ',"elements":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      LEFT JOIN "shop_customer" AS "t2" ON "t2"."id" = "t1"."owner_id"
      ORDER BY CASE WHEN "t2"."id" = ?2 THEN 0 WHEN "t2"."id" = ?3 THEN 1 END NULLS LAST, "t1"."id"
      LIMIT 6
    ) AS "t1"
  ), '') || ']' || ',"paged":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t3"."m") > 3 THEN json_quote(?4 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t3"."o0") WHEN 'integer' THEN "t3"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."o0") ELSE char(26) || 't' END, CASE typeof("t3"."o0") WHEN 'text' THEN CAST("t3"."o0" AS BLOB) ELSE "t3"."o0" END) || ',' || gg_key(CASE typeof("t3"."o1") WHEN 'integer' THEN "t3"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."o1") ELSE char(26) || 't' END, CASE typeof("t3"."o1") WHEN 'text' THEN CAST("t3"."o1" AS BLOB) ELSE "t3"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t3"."id", (
          SELECT min(key)
          FROM json_each(?1)
          WHERE value = "t3"."id"
        ) AS "o0", "t3"."id" AS "o1"
        FROM "shop_product" AS "t3"
        ORDER BY (
          SELECT min(key)
          FROM json_each(?1)
          WHERE value = "t3"."id"
        ) NULLS LAST, "t3"."id"
        LIMIT 4
      ) AS "t4"
      ORDER BY "t4"."o0" NULLS LAST, "t4"."o1"
      LIMIT 3
    ) AS "t3"
  ) AS "j0"
)

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: nonce , text
