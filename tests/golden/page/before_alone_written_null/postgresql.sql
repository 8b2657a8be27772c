concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
), ']'), '}')
