concat('{"sample":', coalesce((
  SELECT concat('{"id":', "t0"."id"::text, ',"small":', coalesce("t0"."small"::text, 'null'), ',"number":', coalesce("t0"."number"::text, 'null'), ',"big":', coalesce("t0"."big"::text, 'null'), ',"real":', CASE WHEN "t0"."real" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."real"::text ELSE 'null' END, ',"exact":', CASE WHEN "t0"."exact" > '-Infinity' AND "t0"."exact" < 'Infinity' THEN "t0"."exact"::text ELSE 'null' END, ',"flag":', CASE WHEN "t0"."flag" THEN 'true' WHEN NOT "t0"."flag" THEN 'false' ELSE 'null' END, ',"text":', coalesce(to_json("t0"."text")::text, 'null'), ',"ident":', coalesce('"' || "t0"."ident"::text || '"', 'null'), ',"day":', coalesce(to_json("t0"."day")::text, 'null'), ',"clock":', coalesce('"' || "t0"."clock"::text || '"', 'null'), ',"moment":', coalesce(rtrim(to_json("t0"."moment" AT TIME ZONE 'UTC')::text, '"') || '+00:00"', 'null'), ',"span":', CASE WHEN "t0"."span" IS NULL THEN 'null' ELSE concat('"', CASE WHEN extract(epoch FROM "t0"."span") < 0 THEN '-' END, 'P', trunc(abs(extract(epoch FROM "t0"."span")) / 86400), 'DT', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 86400) / 3600), 'FM00'), 'H', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 3600) / 60), 'FM00'), 'M', rtrim(rtrim(to_char(mod(abs(extract(epoch FROM "t0"."span")), 60), 'FM00.000000'), '0'), '.'), 'S"') END, ',"blob":', coalesce('"' || translate(encode("t0"."blob", 'base64'), E'\n', '') || '"', 'null'), ',"document":', coalesce("t0"."document"::text, 'null'), ',"address":', coalesce('"' || host("t0"."address") || '"', 'null'), '}') AS j
  FROM (
    SELECT "t0"."id", "t0"."small", "t0"."number", "t0"."big", "t0"."real", "t0"."exact", "t0"."flag", "t0"."text", "t0"."ident", "t0"."day", "t0"."clock", "t0"."moment", "t0"."span", "t0"."blob", "t0"."document", "t0"."address"
    FROM "shop_sample" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
