concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t0"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."slug"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"cheap":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."name"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."price" < $1::numeric)
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"dear":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."price" >= $2::numeric)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"tag":', coalesce((
  SELECT concat('{"slug":', to_json("t3"."slug"::text)::text, '}') AS j
  FROM (
    SELECT "t3"."slug"
    FROM "shop_tag" AS "t3"
    WHERE ("t3"."id" = $3::int8)
    ORDER BY "t3"."id"
    LIMIT 1
  ) AS "t3"
), 'null'), '}')

-- 1: 10, decimal:10:2
-- 2: "99.99", decimal:10:2
-- 3: 2, int:-9223372036854775808:9223372036854775807
