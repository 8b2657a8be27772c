(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"category":' || coalesce((
      SELECT '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t2"."name"
        FROM "shop_category" AS "t2"
        WHERE "t2"."id" = "t0"."category_id"
        LIMIT 1
      ) AS "t2"
    ), 'null') || ',"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 3 THEN json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || CASE WHEN "t0"."o0" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."o0" AS TEXT)) END || ',' || gg_key(CASE typeof("t0"."o1") WHEN 'integer' THEN "t0"."o1" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o1") ELSE char(26) || 't' END, CASE typeof("t0"."o1") WHEN 'text' THEN CAST("t0"."o1" AS BLOB) ELSE "t0"."o1" END) || ',' || gg_key(CASE typeof("t0"."o2") WHEN 'integer' THEN "t0"."o2" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o2") ELSE char(26) || 't' END, CASE typeof("t0"."o2") WHEN 'text' THEN CAST("t0"."o2" AS BLOB) ELSE "t0"."o2" END) || ']', ','), '') || ']') ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."category_id", "t0"."owner_id", "t1"."name" AS "o0", "t0"."owner_id" AS "o1", "t0"."id" AS "o2"
        FROM "shop_product" AS "t0"
        LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id"
        WHERE (?2 IS NULL OR (("t1"."name" < ?3 OR (?3 IS NULL AND "t1"."name" IS NOT NULL))) OR (("t1"."name" IS ?3) AND "t0"."owner_id" > ?4) OR (("t1"."name" IS ?3) AND "t0"."owner_id" = ?4 AND "t0"."id" > ?2))
        ORDER BY "t1"."name" DESC NULLS FIRST, "t0"."owner_id", "t0"."id"
        LIMIT 4
      ) AS "t3"
      ORDER BY "t3"."o0" DESC NULLS FIRST, "t3"."o1", "t3"."o2"
      LIMIT 3
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: cursor after, text
-- 4: cursor after, int:-9223372036854775808:9223372036854775807
