'{"goods":' || '[' || coalesce((
  SELECT group_concat('{"number":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"title":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"id":' || CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."stock") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."stock"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
