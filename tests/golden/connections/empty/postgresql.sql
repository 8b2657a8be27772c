concat('{"tags_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t1"
    WHERE ("t1"."id" < $1::int8)
  )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 20 THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($2::text, '0:f:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, ',"endCursor":', to_json(concat($2::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      WHERE ("t0"."id" < $1::int8)
      ORDER BY "t0"."id"
      LIMIT 21
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 20
  ) AS "t0"
), '}')

-- 1: 0, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
