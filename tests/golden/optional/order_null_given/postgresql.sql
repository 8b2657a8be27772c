concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY array_position($1::int8[], "t0"."id"), "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
