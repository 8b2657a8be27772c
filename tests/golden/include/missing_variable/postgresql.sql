concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t0"."id"::int8::text) ELSE '' END, ',"slug":', to_json("t0"."slug"::text)::text), 2), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."slug"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: variable yes, bool
