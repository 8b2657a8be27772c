'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"api_token":' || CASE WHEN "t0"."api_token" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."api_token" AS TEXT)) END || ',"is_active":' || CASE "t0"."is_active" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE gg_strange("t0"."is_active") END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."api_token", "t0"."is_active"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
