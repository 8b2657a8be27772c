concat('{"palettes":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"colors":', CASE WHEN "t0"."colors" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(coalesce(to_json(a.v::text)::text, 'null'), ',' ORDER BY a.n)
    FROM unnest("t0"."colors") WITH ORDINALITY AS a (v, n)
  ), ']') END, ',"notes":', concat('[', (
    SELECT string_agg(coalesce(to_json(a.v::text)::text, 'null'), ',' ORDER BY a.n)
    FROM unnest("t0"."notes") WITH ORDINALITY AS a (v, n)
  ), ']'), ',"sizes":', CASE WHEN "t0"."sizes" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(coalesce(a.v::int4::text, 'null'), ',' ORDER BY a.n)
    FROM unnest("t0"."sizes") WITH ORDINALITY AS a (v, n)
  ), ']') END, ',"counts":', CASE WHEN "t0"."counts" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(coalesce(a.v::int8::text, 'null'), ',' ORDER BY a.n)
    FROM unnest("t0"."counts") WITH ORDINALITY AS a (v, n)
  ), ']') END, ',"prices":', CASE WHEN "t0"."prices" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(CASE WHEN a.v > '-Infinity' AND a.v < 'Infinity' THEN a.v::numeric::text WHEN a.v IS NULL THEN 'null' ELSE E'\032n' END, ',' ORDER BY a.n)
    FROM unnest("t0"."prices") WITH ORDINALITY AS a (v, n)
  ), ']') END, ',"moments":', CASE WHEN "t0"."moments" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(CASE WHEN a.v >= '0001-01-01 00:00:00+00' AND a.v < '10000-01-01 00:00:00+00' THEN rtrim(to_json(a.v::timestamptz AT TIME ZONE 'UTC')::text, '"') || '+00:00"' WHEN a.v IS NULL THEN 'null' ELSE E'\032d' END, ',' ORDER BY a.n)
    FROM unnest("t0"."moments") WITH ORDINALITY AS a (v, n)
  ), ']') END, ',"idents":', CASE WHEN "t0"."idents" IS NULL THEN 'null' ELSE concat('[', (
    SELECT string_agg(coalesce('"' || a.v::uuid::text || '"', 'null'), ',' ORDER BY a.n)
    FROM unnest("t0"."idents") WITH ORDINALITY AS a (v, n)
  ), ']') END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."colors", "t0"."notes", "t0"."sizes", "t0"."counts", "t0"."prices", "t0"."moments", "t0"."idents"
    FROM "shop_palette" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')
