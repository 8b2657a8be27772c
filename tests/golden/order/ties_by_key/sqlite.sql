'{"products":' || '[' || coalesce((
  SELECT group_concat('{"owner_id":' || CASE typeof("t0"."owner_id") WHEN 'integer' THEN "t0"."owner_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."owner_id") ELSE char(26) || 't' END || ',"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."owner_id" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
