(
  SELECT '{"customers":' || '[' || coalesce("j0".j, '') || ']' || ',"customers_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"products":' || '[' || coalesce((
      SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}', ',') AS j
      FROM (
        SELECT "t1"."id", "t1"."name"
        FROM "shop_product" AS "t1"
        WHERE "t1"."owner_id" = "t0"."id" AND "t1"."name" >= coalesce(?1, '') AND (?2 IS NULL OR ("t1"."name" > ?1) OR ("t1"."name" = ?1 AND "t1"."id" > ?2))
        ORDER BY "t1"."name", "t1"."id"
        LIMIT 1
      ) AS "t1"
    ), '') || ']' || ',"products_cursor":' || coalesce((
      SELECT CASE WHEN max("t2"."m") > 1 THEN json_quote(?3 || '0:l:' || '[' || coalesce(group_concat('[' || json_quote(CAST("t2"."o0" AS TEXT)) || ',' || gg_key(CASE typeof("t2"."o1") WHEN 'integer' THEN "t2"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."o1") ELSE char(26) || 't' END, CASE typeof("t2"."o1") WHEN 'text' THEN CAST("t2"."o1" AS BLOB) ELSE "t2"."o1" END) || ']', ','), '') || ']') ELSE 'null' END AS c
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t2"."id", "t2"."name", "t2"."name" AS "o0", "t2"."id" AS "o1"
          FROM "shop_product" AS "t2"
          WHERE "t2"."owner_id" = "t0"."id" AND "t2"."name" >= coalesce(?1, '') AND (?2 IS NULL OR ("t2"."name" > ?1) OR ("t2"."name" = ?1 AND "t2"."id" > ?2))
          ORDER BY "t2"."name", "t2"."id"
          LIMIT 2
        ) AS "t3"
        ORDER BY "t3"."o0", "t3"."o1"
        LIMIT 1
      ) AS "t2"
    ), 'null') || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN json_quote(?3 || '1:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_customer" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t4"
      ORDER BY "t4"."o0"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: cursor after, text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: nonce , text
