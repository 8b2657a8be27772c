concat('{"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."weight" = $1::float8)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"not_eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE NOT (("t1"."weight" = $1::float8))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"not_in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE NOT (("t2"."weight" = ANY($2::float8[])))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"not_and":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE NOT ((("t3"."weight" > $3::float8) AND ("t3"."id" > $4::int8)))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"not_or":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE NOT ((("t4"."weight" > $3::float8) OR ("t4"."id" > $4::int8)))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), '}')

-- 1: 1.5, float
-- 2: [1.5], [float]
-- 3: 0, float
-- 4: 100, int:-9223372036854775808:9223372036854775807
