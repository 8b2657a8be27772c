(
  SELECT concat('{"customers":', concat('[', "j0".j, ']'), ',"customers_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '1:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_customer" AS "t0"
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t3"
      ORDER BY "t3"."o0"
      LIMIT 2
    ) AS "t0"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"name":', to_json("t1"."name"::text)::text, '}'), ',') AS j, CASE WHEN max("t1"."m") > 1 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', to_json("t1"."o0"::text)::text, ',', "t1"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t1"."id", "t1"."name", "t1"."name" AS "o0", "t1"."id" AS "o1"
          FROM "shop_product" AS "t1"
          WHERE "t1"."owner_id" = "t0"."id" AND "t1"."name" >= coalesce($2::text, ''::text) AND ($3::int8 IS NULL OR ("t1"."name" > $2::text) OR ("t1"."name" = $2::text AND "t1"."id" > $3::int8))
          ORDER BY "t1"."name", "t1"."id"
          LIMIT 2
        ) AS "t2"
        ORDER BY "t2"."o0", "t2"."o1"
        LIMIT 1
      ) AS "t1"
    ) AS "j0" ON true
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, text
-- 3: cursor after, int:-9223372036854775808:9223372036854775807
