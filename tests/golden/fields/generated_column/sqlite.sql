'{"purchases":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"quantity":' || CASE WHEN "t0"."quantity" IS NULL THEN 'null' WHEN typeof("t0"."quantity") IN ('integer', 'real') AND "t0"."quantity" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."quantity") WHEN 'integer' THEN "t0"."quantity" ELSE gg_whole("t0"."quantity") END ELSE char(26) || 't' END || ',"unit_price":' || gg_decimal(CASE typeof("t0"."unit_price") WHEN 'text' THEN CAST("t0"."unit_price" AS BLOB) ELSE "t0"."unit_price" END, 2) || ',"total":' || gg_decimal(CASE typeof("t0"."total") WHEN 'text' THEN CAST("t0"."total" AS BLOB) ELSE "t0"."total" END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."quantity", "t0"."unit_price", "t0"."total"
    FROM "shop_purchase" AS "t0"
    WHERE ("t0"."total" > ?1)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: 50, decimal:12:2
