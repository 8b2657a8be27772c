'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((NOT gg_like(CAST("t0"."name" AS BLOB), ?1, 1)) AND ("t0"."name" >= ?2) AND NOT ("t0"."name" IN (
      SELECT value
      FROM json_each(?3)
    )) AND (gg_json_keys(CAST("t0"."attributes" AS BLOB), ?4, 1)) AND (gg_json_key(CAST("t0"."attributes" AS BLOB), ?5)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: "x%", pattern
-- 2: "A", text
-- 3: ["Emma"], [text]
-- 4: ["color"], array:text
-- 5: "watts", text
