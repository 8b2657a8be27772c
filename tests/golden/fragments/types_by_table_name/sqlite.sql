'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"stock":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' || '}'
