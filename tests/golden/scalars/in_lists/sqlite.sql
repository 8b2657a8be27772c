'{"samples":' || '[' || coalesce((
  SELECT group_concat('{"real":' || CASE typeof("t0"."real") WHEN 'text' THEN char(26) || 't' ELSE gg_float("t0"."real") END || ',"exact":' || gg_decimal(CASE typeof("t0"."exact") WHEN 'text' THEN CAST("t0"."exact" AS BLOB) ELSE "t0"."exact" END, 5) || ',"flag":' || CASE "t0"."flag" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."flag" IS NULL THEN 'null' ELSE char(26) || 't' END END || ',"moment":' || gg_datetime(CAST("t0"."moment" AS BLOB), '+00:00') || ',"day":' || CASE WHEN date("t0"."day", '+0 days') = "t0"."day" AND substr("t0"."day", 1, 4) > '0000' THEN '"' || "t0"."day" || '"' WHEN "t0"."day" IS NULL THEN 'null' ELSE char(26) || 't' END || ',"clock":' || gg_time(CAST("t0"."clock" AS BLOB)) || ',"span":' || CASE typeof("t0"."span") WHEN 'text' THEN char(26) || 't' ELSE gg_duration("t0"."span") END || ',"ident":' || gg_uuid(CAST("t0"."ident" AS BLOB)) || ',"blob":' || gg_base64(CASE typeof("t0"."blob") WHEN 'text' THEN CAST("t0"."blob" AS BLOB) ELSE "t0"."blob" END) || ',"document":' || CASE WHEN json_valid("t0"."document") AND instr("t0"."document", char(0)) = 0 THEN CAST("t0"."document" AS TEXT) WHEN "t0"."document" IS NULL THEN 'null' ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."real", "t0"."exact", "t0"."flag", "t0"."moment", "t0"."day", "t0"."clock", "t0"."span", "t0"."ident", "t0"."blob", "t0"."document"
    FROM "shop_sample" AS "t0"
    ORDER BY "t0"."id" DESC
    LIMIT 2
  ) AS "t0"
), '') || ']' || '}'
