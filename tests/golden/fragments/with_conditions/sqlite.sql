'{"products":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END ELSE '' END || CASE WHEN (?2) THEN ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) ELSE '' END || CASE WHEN (NOT ?2) THEN ',"stock":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END ELSE '' END || CASE WHEN (NOT ?1) THEN ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) ELSE '' END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable yes, bool
-- 2: variable no, bool
