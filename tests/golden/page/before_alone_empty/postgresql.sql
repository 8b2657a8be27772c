(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN CASE WHEN $1::int8 IS NOT NULL THEN to_json(concat($2::text, '0:f:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text ELSE to_json(concat($2::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text END ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE "t0"."id" <= coalesce($1::int8, '9223372036854775807'::int8) AND ($1::int8 IS NULL OR ("t0"."id" < $1::int8))
            ORDER BY "t0"."id"
            LIMIT 3
          ) AS "t1"
          ORDER BY "t1"."o0"
          LIMIT 2
        ) AS "t3"
        WHERE ($1::int8 IS NOT NULL) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE "t0"."id" <= coalesce($1::int8, '9223372036854775807'::int8) AND ($1::int8 IS NULL OR ("t0"."id" < $1::int8))
            ORDER BY "t0"."id" DESC
            LIMIT 3
          ) AS "t2"
          ORDER BY "t2"."o0" DESC
          LIMIT 2
        ) AS "t4"
        WHERE $1::int8 IS NOT NULL
      ) AS "t5"
      ORDER BY "t5"."o0"
    ) AS "t0"
  ) AS "j0"
)

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
