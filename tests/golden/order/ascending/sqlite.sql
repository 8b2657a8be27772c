'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price", "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
