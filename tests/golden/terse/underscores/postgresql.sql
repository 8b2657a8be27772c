concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" > $1::int8) AND ("t0"."id" <= $2::int8) AND NOT (("t0"."name" = $3::text)) AND (("t0"."stock" = $4::int4) OR ("t0"."stock" = ANY($5::int4[]))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: 9, int:-9223372036854775808:9223372036854775807
-- 3: "Emma", text
-- 4: 0, int:-2147483648:2147483647
-- 5: [30], [int:-2147483648:2147483647]
