concat('{"samples":', concat('[', (
  SELECT string_agg(concat('{"real":', CASE WHEN "t0"."real" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."real"::text ELSE 'null' END, ',"exact":', CASE WHEN "t0"."exact" > '-Infinity' AND "t0"."exact" < 'Infinity' THEN "t0"."exact"::text ELSE 'null' END, ',"flag":', CASE WHEN "t0"."flag" THEN 'true' WHEN NOT "t0"."flag" THEN 'false' ELSE 'null' END, ',"moment":', coalesce(rtrim(to_json("t0"."moment" AT TIME ZONE 'UTC')::text, '"') || '+00:00"', 'null'), ',"day":', coalesce(to_json("t0"."day")::text, 'null'), ',"clock":', coalesce('"' || "t0"."clock"::text || '"', 'null'), ',"span":', CASE WHEN "t0"."span" IS NULL THEN 'null' ELSE concat('"', CASE WHEN extract(epoch FROM "t0"."span") < 0 THEN '-' END, 'P', trunc(abs(extract(epoch FROM "t0"."span")) / 86400), 'DT', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 86400) / 3600), 'FM00'), 'H', to_char(trunc(mod(abs(extract(epoch FROM "t0"."span")), 3600) / 60), 'FM00'), 'M', rtrim(rtrim(to_char(mod(abs(extract(epoch FROM "t0"."span")), 60), 'FM00.000000'), '0'), '.'), 'S"') END, ',"ident":', coalesce('"' || "t0"."ident"::text || '"', 'null'), ',"blob":', coalesce('"' || translate(encode("t0"."blob", 'base64'), E'\n', '') || '"', 'null'), ',"document":', coalesce("t0"."document"::text, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."real", "t0"."exact", "t0"."flag", "t0"."moment", "t0"."day", "t0"."clock", "t0"."span", "t0"."ident", "t0"."blob", "t0"."document"
    FROM "shop_sample" AS "t0"
    ORDER BY "t0"."id" DESC
    LIMIT 2
  ) AS "t0"
), ']'), '}')
