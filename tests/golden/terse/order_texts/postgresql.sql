concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."price" DESC, "t0"."id"
    LIMIT 3
  ) AS "t0"
), ']'), ',"list":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."price", "t1"."id" DESC
    LIMIT 3
  ) AS "t1"
), ']'), '}')
