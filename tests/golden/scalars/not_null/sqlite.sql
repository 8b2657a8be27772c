'{"specimens":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."id") END || ',"small":' || CASE typeof("t0"."small") WHEN 'integer' THEN "t0"."small" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."small") END || ',"number":' || CASE typeof("t0"."number") WHEN 'integer' THEN "t0"."number" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."number") END || ',"big":' || CASE typeof("t0"."big") WHEN 'integer' THEN "t0"."big" WHEN 'null' THEN 'null' ELSE gg_whole("t0"."big") END || ',"real":' || gg_float("t0"."real") || ',"exact":' || gg_decimal("t0"."exact", 5) || ',"flag":' || CASE "t0"."flag" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE gg_strange("t0"."flag") END || ',"text":' || json_quote(CAST("t0"."text" AS TEXT)) || ',"ident":' || gg_uuid("t0"."ident") || ',"day":' || CASE WHEN date("t0"."day", '+0 days') = "t0"."day" AND substr("t0"."day", 1, 4) > '0000' THEN '"' || "t0"."day" || '"' ELSE gg_strange("t0"."day") END || ',"clock":' || gg_time("t0"."clock") || ',"moment":' || gg_datetime("t0"."moment", '+00:00') || ',"span":' || gg_duration("t0"."span") || ',"blob":' || gg_base64("t0"."blob") || ',"document":' || CASE WHEN json_valid("t0"."document") THEN CAST("t0"."document" AS TEXT) WHEN "t0"."document" IS NULL THEN 'null' ELSE char(26) || 't' END || ',"address":' || json_quote(CAST("t0"."address" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."small", "t0"."number", "t0"."big", "t0"."real", "t0"."exact", "t0"."flag", "t0"."text", "t0"."ident", "t0"."day", "t0"."clock", "t0"."moment", "t0"."span", "t0"."blob", "t0"."document", "t0"."address"
    FROM "shop_specimen" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
