concat('{"products_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM (
      SELECT DISTINCT "t1"."owner_id"
      FROM "shop_product" AS "t1"
    ) AS "t2"
  )::text, ',"edges":', concat('[', string_agg(concat('{"cursor":', to_json(concat($1::text, '0:l:', concat('[', concat('[', "t0"."o0"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"id":', "t0"."id"::int8::text, ',"owner_id":', "t0"."owner_id"::int8::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN EXISTS (
    SELECT 1
    FROM (
      SELECT "t3"."id" AS "o0", row_number() OVER (PARTITION BY "t3"."owner_id" ORDER BY "t3"."id") AS "rank"
      FROM "shop_product" AS "t3"
    ) AS "t4"
    WHERE "t4"."rank" = 1 AND ($2::int8 IS NULL OR ("t4"."o0" > $2::int8)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."owner_id", "t0"."id" AS "o0", row_number() OVER (PARTITION BY "t0"."owner_id" ORDER BY "t0"."id") AS "rank"
        FROM "shop_product" AS "t0"
      ) AS "t5"
      WHERE "t5"."rank" = 1 AND ($2::int8 IS NULL OR ("t5"."o0" > $2::int8))
      ORDER BY "t5"."o0"
      LIMIT 3
    ) AS "t6"
    ORDER BY "t6"."o0"
    LIMIT 2
  ) AS "t0"
), '}')

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
