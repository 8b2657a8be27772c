concat('{"products_connection":', (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN CASE WHEN $1::int8 IS NOT NULL THEN EXISTS (
    SELECT 1
    FROM "shop_product" AS "t1"
    WHERE ($1::int8 IS NULL OR ("t1"."id" < $1::int8)) IS NOT TRUE
  ) ELSE max("t0"."m") > 20 END THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN CASE WHEN $1::int8 IS NOT NULL THEN max("t0"."m") > 20 ELSE 1 = 0 END THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($2::text, '0:f:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, ',"endCursor":', to_json(concat($2::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE "t0"."id" <= coalesce($1::int8, '9223372036854775807'::int8) AND ($1::int8 IS NULL OR ("t0"."id" < $1::int8))
          ORDER BY "t0"."id"
          LIMIT 21
        ) AS "t3"
        ORDER BY "t3"."o0"
        LIMIT 20
      ) AS "t5"
      WHERE ($1::int8 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE "t0"."id" <= coalesce($1::int8, '9223372036854775807'::int8) AND ($1::int8 IS NULL OR ("t0"."id" < $1::int8))
          ORDER BY "t0"."id" DESC
          LIMIT 21
        ) AS "t4"
        ORDER BY "t4"."o0" DESC
        LIMIT 20
      ) AS "t6"
      WHERE $1::int8 IS NOT NULL
    ) AS "t7"
    ORDER BY "t7"."o0"
  ) AS "t0"
), '}')

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
