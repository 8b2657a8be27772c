concat('{"categories_connection":', (
  SELECT concat('{"edges":', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('{"cursor":', to_json(concat($2::text, '0:l:', concat('[', concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > least($1::int4, 20) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t1"
    WHERE ("t1"."id" < $3::int8) AND ($4::int8 IS NULL OR ("t1"."name" > $5::text) OR ("t1"."name" = $5::text AND "t1"."id" > $4::int8)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($2::text, '0:f:', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text, ',"endCursor":', to_json(concat($2::text, '0:l:', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_category" AS "t2"
    WHERE ("t2"."id" < $3::int8)
  )::text, '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE ("t0"."id" < $3::int8) AND "t0"."name" >= coalesce($5::text, ''::text) AND ($4::int8 IS NULL OR ("t0"."name" > $5::text) OR ("t0"."name" = $5::text AND "t0"."id" > $4::int8))
        ORDER BY "t0"."name", "t0"."id"
        LIMIT 21
      ) AS "t3"
      ORDER BY "t3"."o0", "t3"."o1"
      LIMIT least($1::int4, 20) + 1
    ) AS "t4"
    ORDER BY "t4"."o0", "t4"."o1"
    LIMIT greatest(least($1::int4, 20), 1)
  ) AS "t0"
), '}')

-- 1: variable n, int:0:2147483647
-- 2: nonce , text
-- 3: 6, int:-9223372036854775808:9223372036854775807
-- 4: cursor after, int:-9223372036854775808:9223372036854775807
-- 5: cursor after, text
