(
  SELECT concat('{"tags":', concat('[', "j0".j, ']'), ',"tags_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') END AS j, CASE WHEN max("t0"."m") > least($1::int4, 20) THEN to_json(concat($2::text, '0:l:', concat('[', CASE WHEN least($1::int4, 20) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_tag" AS "t0"
          ORDER BY "t0"."id"
          LIMIT 21
        ) AS "t1"
        ORDER BY "t1"."o0"
        LIMIT least($1::int4, 20) + 1
      ) AS "t2"
      ORDER BY "t2"."o0"
      LIMIT greatest(least($1::int4, 20), 1)
    ) AS "t0"
  ) AS "j0"
)

-- 1: variable n, int:0:2147483647
-- 2: nonce , text
