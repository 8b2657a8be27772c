concat('{"eq":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" = ANY($2::int8[]))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"text":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (("t2"."name" = $3::text) AND ("t2"."is_public" = $4::bool))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE ("t3"."weight" = $5::float8)
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"empty":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE 1 = 0
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), '}')

-- 1: 3, int:-9223372036854775808:9223372036854775807
-- 2: [1, 2], [int:-9223372036854775808:9223372036854775807]
-- 3: "Emma", text
-- 4: false, bool
-- 5: null, float
