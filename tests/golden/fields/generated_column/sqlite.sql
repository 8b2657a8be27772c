'{"purchases":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"quantity":' || CASE typeof("t0"."quantity") WHEN 'integer' THEN "t0"."quantity" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."quantity") END || ',"unit_price":' || gg_decimal("t0"."unit_price", 2) || ',"total":' || gg_decimal("t0"."total", 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."quantity", "t0"."unit_price", "t0"."total"
    FROM "shop_purchase" AS "t0"
    WHERE ("t0"."total" > ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: 50, decimal:12:2
