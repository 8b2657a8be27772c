'{"listed":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?1) GROUP BY 1
    ) AS "t1" ON "t1"."v" = +"t0"."id"
    ORDER BY "t1"."n" DESC, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || ',"written":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    LEFT JOIN (
      SELECT CAST(value AS INTEGER) AS v, min(key) AS n
      FROM json_each(?2) GROUP BY 1
    ) AS "t3" ON "t3"."v" = +"t2"."id"
    WHERE ("t2"."id" IN (
      SELECT value
      FROM json_each(?2)
    ))
    ORDER BY "t3"."n" NULLS LAST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), '') || ']' || '}'

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: [2, 1], [int:-9223372036854775808:9223372036854775807]
