concat('{"n":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 20
    ) AS "t1"
    LIMIT $1::int4
  ) AS "t0"
), ']'), ',"absent":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t2"."id"
      FROM "shop_tag" AS "t2"
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t3"
    LIMIT $2::int4
  ) AS "t2"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t4"."id"
      FROM "shop_tag" AS "t4"
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t5"
    LIMIT $3::int4
  ) AS "t4"
), ']'), ',"default":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t6"."id"
      FROM "shop_tag" AS "t6"
      ORDER BY "t6"."id"
      LIMIT 20
    ) AS "t7"
    LIMIT $4::int4
  ) AS "t6"
), ']'), '}')

-- 1: variable n, int:0:2147483647
-- 2: variable absent, int:0:2147483647
-- 3: variable null, int:0:2147483647
-- 4: variable default, int:0:2147483647
