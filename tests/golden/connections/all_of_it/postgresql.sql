concat('{"tags_connection":', (
  SELECT concat('{"__typename":', '"TagConnection"', ',"edges":', concat('[', string_agg(concat('{"__typename":', '"TagEdge"', ',"cursor":', to_json(concat($1::text, '0:l:', concat('[', concat('[', "t0"."o0"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"id":', "t0"."id"::int8::text, ',"slug":', to_json("t0"."slug"::text)::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"__typename":', '"PageInfo"', ',"hasNextPage":', CASE WHEN max("t0"."m") > 20 THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($1::text, '0:f:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, ',"endCursor":', to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, '}'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t2"
  )::text, '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."slug", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 21
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 20
  ) AS "t0"
), '}')

-- 1: nonce , text
