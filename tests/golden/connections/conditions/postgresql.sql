concat('{"tags_connection":', (
  SELECT concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t1"
  )::text) ELSE '' END, CASE WHEN (NOT $1::bool) THEN concat(',"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), CASE WHEN ($1::bool) THEN concat(',"cursor":', to_json(concat($2::text, '0:l:', concat('[', concat('[', "t0"."o0"::int8::text, ']'), ']'))::text)::text) ELSE '' END, '}'), ','), ']')) ELSE '' END, CASE WHEN ($3::bool) THEN concat(',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 1 THEN 'true' ELSE 'false' END, '}')) ELSE '' END, CASE WHEN ($1::bool) THEN concat(',"all":', (
    SELECT count(*)
    FROM "shop_tag" AS "t2"
  )::text) ELSE '' END), 2), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 2
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 1
  ) AS "t0"
), CASE WHEN ($1::bool) THEN concat(',"categories_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_category" AS "t5"
    WHERE ($1::bool)
  )::text, '}') AS j
)) ELSE '' END, '}')

-- 1: variable no, bool
-- 2: nonce , text
-- 3: variable yes, bool
