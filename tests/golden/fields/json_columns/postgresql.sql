concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"attributes":', "t0"."attributes"::jsonb::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."attributes"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"samples":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"document":', coalesce("t1"."document"::jsonb::text, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."document"
    FROM "shop_sample" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')
