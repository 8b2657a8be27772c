'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ((NOT gg_like("t0"."name", ?1, 1)) AND ("t0"."name" >= ?2) AND NOT ("t0"."name" IN (
      SELECT value
      FROM json_each(?3)
    )) AND (gg_json_keys("t0"."attributes", ?4, 1)) AND (gg_json_key("t0"."attributes", ?5)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: "x%", pattern
-- 2: "A", text
-- 3: ["Emma"], [text]
-- 4: ["color"], array:text
-- 5: "watts", text
