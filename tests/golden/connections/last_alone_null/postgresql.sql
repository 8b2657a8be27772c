concat('{"products_connection":', (
  SELECT concat('{"edges":', concat('[', CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN CASE WHEN $1::int4 IS NOT NULL THEN 1 = 0 ELSE max("t0"."m") > least($1::int4, $2::int8) END THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN CASE WHEN $1::int4 IS NOT NULL THEN max("t0"."m") > least($1::int4, $2::int8) ELSE 1 = 0 END THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($3::text, '0:f:', concat('[', CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, ',"endCursor":', to_json(concat($3::text, '0:l:', concat('[', CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE ("t0"."is_public" = $4::bool)
            ORDER BY "t0"."id"
            LIMIT 101
          ) AS "t3"
          ORDER BY "t3"."o0"
          LIMIT least($1::int4, $2::int8) + 1
        ) AS "t4"
        ORDER BY "t4"."o0"
        LIMIT greatest(least($1::int4, $2::int8), 1)
      ) AS "t7"
      WHERE ($1::int4 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE ("t0"."is_public" = $4::bool)
            ORDER BY "t0"."id" DESC
            LIMIT 101
          ) AS "t5"
          ORDER BY "t5"."o0" DESC
          LIMIT least($1::int4, $2::int8) + 1
        ) AS "t6"
        ORDER BY "t6"."o0" DESC
        LIMIT greatest(least($1::int4, $2::int8), 1)
      ) AS "t8"
      WHERE $1::int4 IS NOT NULL
    ) AS "t9"
    ORDER BY "t9"."o0"
  ) AS "t0"
), '}')

-- 1: variable last, int:0:2147483647
-- 2: 3, int:-9223372036854775808:9223372036854775807
-- 3: nonce , text
-- 4: true, bool
