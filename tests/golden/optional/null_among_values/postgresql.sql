concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" IN ($1::int8) OR ($2::bool AND "t0"."id" IN ($3::int8)))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: given id, bool
-- 3: variable id, int:-9223372036854775808:9223372036854775807
