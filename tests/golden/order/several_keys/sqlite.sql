'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"is_public":' || CASE "t0"."is_public" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE gg_strange("t0"."is_public") END || ',"price":' || gg_decimal("t0"."price", 2) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public", "t0"."price"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."is_public" DESC, "t0"."price", "t0"."id" DESC
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
