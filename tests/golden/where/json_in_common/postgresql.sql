concat('{"items":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (CASE WHEN "t0"."attributes" IS NOT NULL AND $1::jsonb[] IS NOT NULL THEN EXISTS (
      SELECT 1
      FROM jsonb_array_elements(CASE jsonb_typeof("t0"."attributes") WHEN 'array' THEN "t0"."attributes" ELSE '[]' END) AS a (v)
      WHERE a.v = ANY($1::jsonb[])
    ) END)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"given":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE (CASE WHEN "t1"."attributes" IS NOT NULL AND $2::jsonb[] IS NOT NULL THEN EXISTS (
      SELECT 1
      FROM jsonb_array_elements(CASE jsonb_typeof("t1"."attributes") WHEN 'array' THEN "t1"."attributes" ELSE '[]' END) AS a (v)
      WHERE a.v = ANY($2::jsonb[])
    ) END)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"no_list":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (CASE WHEN "t2"."attributes" IS NOT NULL AND $3::jsonb[] IS NOT NULL THEN EXISTS (
      SELECT 1
      FROM jsonb_array_elements(CASE jsonb_typeof("t2"."attributes") WHEN 'array' THEN "t2"."attributes" ELSE '[]' END) AS a (v)
      WHERE a.v = ANY($3::jsonb[])
    ) END)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')

-- 1: ["\"two\"", "\"three\""], array:json_text
-- 2: variable v, array:json
-- 3: ["\"just text\""], array:json_text
