concat('{"specimens":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::text, ',"small":', "t0"."small"::text, ',"number":', "t0"."number"::text, ',"big":', "t0"."big"::text, ',"real":', CASE WHEN "t0"."real" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."real"::text ELSE 'null' END, ',"exact":', CASE WHEN "t0"."exact" > '-Infinity' AND "t0"."exact" < 'Infinity' THEN "t0"."exact"::text ELSE 'null' END, ',"flag":', CASE WHEN "t0"."flag" THEN 'true' WHEN NOT "t0"."flag" THEN 'false' ELSE 'null' END, ',"text":', to_json("t0"."text")::text, ',"ident":', '"' || "t0"."ident"::text || '"', ',"day":', to_json("t0"."day")::text, ',"clock":', '"' || "t0"."clock"::text || '"', ',"moment":', rtrim(to_json("t0"."moment" AT TIME ZONE 'UTC')::text, '"') || '+00:00"', ',"span":', concat('"', CASE WHEN extract(epoch FROM "t0"."span") < 0 THEN '-' END, 'P', trunc(abs(extract(epoch FROM "t0"."span")) / 86400), 'DT', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 86400) / 3600), 'FM00'), 'H', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 3600) / 60), 'FM00'), 'M', rtrim(rtrim(to_char(mod(abs(extract(epoch FROM "t0"."span")), 60), 'FM00.000000'), '0'), '.'), 'S"'), ',"blob":', '"' || translate(encode("t0"."blob", 'base64'), E'\n', '') || '"', ',"document":', "t0"."document"::text, ',"address":', '"' || host("t0"."address") || '"', '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."small", "t0"."number", "t0"."big", "t0"."real", "t0"."exact", "t0"."flag", "t0"."text", "t0"."ident", "t0"."day", "t0"."clock", "t0"."moment", "t0"."span", "t0"."blob", "t0"."document", "t0"."address"
    FROM "shop_specimen" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')
