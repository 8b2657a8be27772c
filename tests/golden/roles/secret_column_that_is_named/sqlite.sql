'{"customers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"api_token":' || CASE WHEN "t0"."api_token" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."api_token" AS TEXT)) END || ',"is_active":' || CASE "t0"."is_active" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."is_active" IS NULL THEN 'null' ELSE char(26) || 't' END END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."api_token", "t0"."is_active"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
