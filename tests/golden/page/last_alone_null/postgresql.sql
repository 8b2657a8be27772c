(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') END AS j, CASE WHEN max("t0"."m") > least($1::int4, $2::int8) THEN CASE WHEN $1::int4 IS NOT NULL THEN to_json(concat($3::text, '0:f:', concat('[', CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text ELSE to_json(concat($3::text, '0:l:', concat('[', CASE WHEN least($1::int4, $2::int8) > 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text END ELSE 'null' END AS c
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
            ) AS "t1"
            ORDER BY "t1"."o0"
            LIMIT least($1::int4, $2::int8) + 1
          ) AS "t2"
          ORDER BY "t2"."o0"
          LIMIT greatest(least($1::int4, $2::int8), 1)
        ) AS "t5"
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
            ) AS "t3"
            ORDER BY "t3"."o0" DESC
            LIMIT least($1::int4, $2::int8) + 1
          ) AS "t4"
          ORDER BY "t4"."o0" DESC
          LIMIT greatest(least($1::int4, $2::int8), 1)
        ) AS "t6"
        WHERE $1::int4 IS NOT NULL
      ) AS "t7"
      ORDER BY "t7"."o0"
    ) AS "t0"
  ) AS "j0"
)

-- 1: variable last, int:0:2147483647
-- 2: 3, int:-9223372036854775808:9223372036854775807
-- 3: nonce , text
-- 4: true, bool
