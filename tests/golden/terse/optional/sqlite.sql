'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((?1 AND ?2) OR ((?1 OR (?1 OR ("t0"."id" IN (
      SELECT value
      FROM json_each(?3)
    )))) AND (?2 OR (?2 OR ("t0"."name" = ?4)))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: given ids, bool
-- 2: given q, bool
-- 3: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 4: variable q, text
