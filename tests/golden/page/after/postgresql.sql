(
  SELECT concat('{"categories":', concat('[', "j0".j, ']'), ',"categories_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
        FROM "shop_category" AS "t0"
        WHERE ($2::int8 IS NULL OR ("t0"."name" < $3::text) OR ("t0"."name" = $3::text AND "t0"."id" > $2::int8))
        ORDER BY "t0"."name" DESC, "t0"."id"
        LIMIT 3
      ) AS "t1"
      ORDER BY "t1"."o0" DESC, "t1"."o1"
      LIMIT 2
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: cursor after, text
