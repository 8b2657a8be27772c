'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
