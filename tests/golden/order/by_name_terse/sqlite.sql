'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"weight":' || CASE typeof("t0"."weight") WHEN 'text' THEN char(26) || 't' ELSE gg_float("t0"."weight") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight" DESC, "t0"."id"
    LIMIT 3
  ) AS "t0"
), '') || ']' || '}'
