(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || ',"all":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT "t3"."id", "t3"."id" AS "o0", row_number() OVER (PARTITION BY "t3"."owner_id", "t3"."is_public" ORDER BY "t3"."id") AS "rank"
        FROM "shop_product" AS "t3"
      ) AS "t4"
      WHERE "t4"."rank" = 1
      ORDER BY "t4"."o0"
      LIMIT 4 OFFSET coalesce(?1, 0)
    ) AS "t3"
  ), '') || ']' || ',"last":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || ',"category_id":' || CASE typeof("t5"."category_id") WHEN 'integer' THEN "t5"."category_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."category_id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t5"."id", "t5"."category_id", "t5"."id" AS "o0", row_number() OVER (PARTITION BY "t5"."category_id" ORDER BY "t5"."id" DESC) AS "rank"
          FROM "shop_product" AS "t5"
        ) AS "t6"
        WHERE "t6"."rank" = 1
        ORDER BY "t6"."o0"
        LIMIT 2
      ) AS "t7"
      ORDER BY "t7"."o0" DESC
    ) AS "t5"
  ), '') || ']' || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?2 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."owner_id", "t0"."stock" AS "o0", "t0"."id" AS "o1", row_number() OVER (PARTITION BY "t0"."owner_id" ORDER BY "t0"."stock" DESC, "t0"."id") AS "rank"
          FROM "shop_product" AS "t0"
        ) AS "t1"
        WHERE "t1"."rank" = 1 AND (?3 IS NULL OR ("t1"."o0" < ?4) OR ("t1"."o0" = ?4 AND "t1"."o1" > ?3))
        ORDER BY "t1"."o0" DESC, "t1"."o1"
        LIMIT 3
      ) AS "t2"
      ORDER BY "t2"."o0" DESC, "t2"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: 1, int:0:2147483647
-- 2: nonce , text
-- 3: cursor after, int:-9223372036854775808:9223372036854775807
-- 4: cursor after, int:-2147483648:2147483647
