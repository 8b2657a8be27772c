concat('{"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE 1 = 0
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"nin":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_tag" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"not_in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_tag" AS "t2"
    WHERE NOT (1 = 0)
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), '}')
