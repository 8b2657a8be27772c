concat('{"literals":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"variables":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      ORDER BY "t1"."id"
      LIMIT 20 OFFSET $1::int4
    ) AS "t2"
    LIMIT $1::int4
  ) AS "t1"
), ']'), ',"first":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t3"."id"
      FROM "shop_product" AS "t3"
      ORDER BY "t3"."id"
      LIMIT 20 OFFSET $1::int4
    ) AS "t4"
    LIMIT $1::int4
  ) AS "t3"
), ']'), ',"product":', coalesce((
  SELECT concat('{"id":', "t5"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ("t5"."id" = $2::int8)
    ORDER BY "t5"."id"
    LIMIT 1
  ) AS "t5"
), 'null'), ',"another":', coalesce((
  SELECT concat('{"id":', "t6"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ("t6"."id" = $3::int8)
    ORDER BY "t6"."id"
    LIMIT 1
  ) AS "t6"
), 'null'), ',"ordered":', coalesce((
  SELECT concat('{"id":', "t7"."id"::int8::text, ',"name":', to_json("t7"."name"::text)::text, ',"price":', CASE WHEN "t7"."price" > '-Infinity' AND "t7"."price" < 'Infinity' THEN "t7"."price"::numeric::text ELSE E'\032n' END, '}') AS j
  FROM (
    SELECT "t7"."id", "t7"."name", "t7"."price"
    FROM "shop_product" AS "t7"
    ORDER BY "t7"."id"
    LIMIT 1
  ) AS "t7"
), 'null'), '}')

-- 1: variable none, int:0:2147483647
-- 2: null, int:-9223372036854775808:9223372036854775807
-- 3: variable id, int:-9223372036854775808:9223372036854775807
