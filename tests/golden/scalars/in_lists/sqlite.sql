'{"samples":' || '[' || coalesce((
  SELECT group_concat('{"real":' || gg_float("t0"."real") || ',"exact":' || gg_decimal("t0"."exact", 5) || ',"flag":' || CASE "t0"."flag" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE gg_strange("t0"."flag") END || ',"moment":' || gg_datetime("t0"."moment", '+00:00') || ',"day":' || CASE WHEN date("t0"."day", '+0 days') = "t0"."day" AND substr("t0"."day", 1, 4) > '0000' THEN '"' || "t0"."day" || '"' ELSE gg_strange("t0"."day") END || ',"clock":' || gg_time("t0"."clock") || ',"span":' || gg_duration("t0"."span") || ',"ident":' || gg_uuid("t0"."ident") || ',"blob":' || gg_base64("t0"."blob") || ',"document":' || CASE WHEN json_valid("t0"."document") THEN CAST("t0"."document" AS TEXT) WHEN "t0"."document" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."real", "t0"."exact", "t0"."flag", "t0"."moment", "t0"."day", "t0"."clock", "t0"."span", "t0"."ident", "t0"."blob", "t0"."document"
    FROM "shop_sample" AS "t0"
    ORDER BY "t0"."id" DESC
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
