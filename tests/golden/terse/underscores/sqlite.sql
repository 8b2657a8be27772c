'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" > ?1) AND ("t0"."id" <= ?2) AND NOT (("t0"."name" = ?3)) AND (("t0"."stock" = ?4) OR ("t0"."stock" IN (
      SELECT value
      FROM json_each(?5)
    ))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: 9, int:-9223372036854775808:9223372036854775807
-- 3: "Emma", text
-- 4: 0, int:-2147483648:2147483647
-- 5: [30], [int:-2147483648:2147483647]
