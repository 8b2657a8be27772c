'{"products":' || '[' || coalesce((
  SELECT group_concat('{' || substr(CASE WHEN (?1) THEN ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END ELSE '' END || CASE WHEN (?2) THEN ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) ELSE '' END || CASE WHEN (NOT ?1) THEN ',"stock":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END ELSE '' END || CASE WHEN (NOT ?2) THEN ',"price":' || gg_decimal("t0"."price", 2) ELSE '' END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable yes, bool
-- 2: variable no, bool
