concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"owner_id":', "t0"."owner_id"::int8::text, ',"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."owner_id" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')
