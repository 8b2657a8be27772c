concat('{"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    WHERE "t0"."document" IS NULL
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"not_null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    WHERE "t1"."document" IS NOT NULL
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')
