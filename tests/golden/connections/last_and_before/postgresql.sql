concat('{"categories_connection":', (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, ',"parent_id":', coalesce("t0"."parent_id"::int8::text, 'null'), '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t1"
    WHERE ($1::int8 IS NULL OR (("t1"."parent_id" > $2::int8 OR ($2::int8 IS NULL AND "t1"."parent_id" IS NOT NULL))) OR (("t1"."parent_id" IS NOT DISTINCT FROM $2::int8) AND "t1"."id" < $1::int8)) IS NOT TRUE
  ) THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($3::text, '0:f:', concat('[', string_agg(concat('[', coalesce("t0"."o0"::int8::text, 'null'), ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text, ',"endCursor":', to_json(concat($3::text, '0:l:', concat('[', string_agg(concat('[', coalesce("t0"."o0"::int8::text, 'null'), ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."parent_id", "t0"."parent_id" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE ($1::int8 IS NULL OR (("t0"."parent_id" > $2::int8 OR ($2::int8 IS NULL AND "t0"."parent_id" IS NOT NULL))) OR (("t0"."parent_id" IS NOT DISTINCT FROM $2::int8) AND "t0"."id" < $1::int8))
        ORDER BY "t0"."parent_id" NULLS FIRST, "t0"."id" DESC
        LIMIT 3
      ) AS "t2"
      ORDER BY "t2"."o0" NULLS FIRST, "t2"."o1" DESC
      LIMIT 2
    ) AS "t3"
    ORDER BY "t3"."o0" DESC NULLS LAST, "t3"."o1"
  ) AS "t0"
), '}')

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: nonce , text
