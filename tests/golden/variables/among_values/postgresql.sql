concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE "t0"."id" IN ($1::int8, $2::int8, $3::int8)
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    WHERE "t1"."id" NOT IN ($2::int8, $4::int8)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), '}')

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: variable b, int:-9223372036854775808:9223372036854775807
-- 4: 2, int:-9223372036854775808:9223372036854775807
