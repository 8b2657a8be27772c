(
  SELECT concat('{"customers":', concat('[', "j0".j, ']'), ',"customers_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:f:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_customer" AS "t0"
          WHERE "t0"."id" <= coalesce($2::int8, '9223372036854775807'::int8) AND ($2::int8 IS NULL OR ("t0"."id" < $2::int8))
          ORDER BY "t0"."id" DESC
          LIMIT 3
        ) AS "t1"
        ORDER BY "t1"."o0" DESC
        LIMIT 2
      ) AS "t2"
      ORDER BY "t2"."o0"
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
