concat('{"tags_connection":', (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 1 THEN 'true' ELSE 'false' END, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 2
    ) AS "t1"
    ORDER BY "t1"."o0"
    LIMIT 1
  ) AS "t0"
), '}')
