concat('{"tags_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t1"
  )::text, ',"edges":', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > least($1::int4, 20) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($2::text, '0:f:', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, ',"endCursor":', to_json(concat($2::text, '0:l:', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_tag" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 21
      ) AS "t3"
      ORDER BY "t3"."o0"
      LIMIT least($1::int4, 20) + 1
    ) AS "t4"
    ORDER BY "t4"."o0"
    LIMIT greatest(least($1::int4, 20), 1)
  ) AS "t0"
), ',"zero":', (
  SELECT concat('{"edges":', concat('[', CASE WHEN 1 = 0 THEN string_agg(concat('{"node":', concat('{"id":', "t5"."id"::int8::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t5"."m") > 0 THEN 'true' ELSE 'false' END, ',"endCursor":', to_json(concat($2::text, '1:l:', concat('[', CASE WHEN 1 = 0 THEN string_agg(concat('[', "t5"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t5"."id", "t5"."id" AS "o0"
      FROM "shop_tag" AS "t5"
      ORDER BY "t5"."id"
      LIMIT 1
    ) AS "t6"
    ORDER BY "t6"."o0"
    LIMIT 1
  ) AS "t5"
), '}')

-- 1: variable n, int:0:2147483647
-- 2: nonce , text
