'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE (("t1"."id" IN (
        SELECT value
        FROM json_each(?2)
      )) OR "t1"."id" IN (?1, ?3) OR ("t1"."owner_id" = ?3))
      ORDER BY (
        SELECT min(key)
        FROM json_each(?2)
        WHERE value = "t1"."id"
      ) NULLS LAST, "t1"."id"
      LIMIT 20
    ) AS "t2"
    LIMIT coalesce(?4, -1)
  ) AS "t1"
), '') || ']' || ',"terse":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE (("t3"."id" = ?1) AND EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t4"
      WHERE "t4"."id" = "t3"."owner_id" AND ("t4"."id" >= ?1)
    ))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || '}'

-- 1: variable id, int:-9223372036854775808:9223372036854775807
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: variable other, int:-9223372036854775808:9223372036854775807
-- 4: variable other, int:0:2147483647
