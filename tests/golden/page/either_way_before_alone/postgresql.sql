(
  SELECT concat('{"categories":', concat('[', "j0".j, ']'), ',"categories_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, '}'), ',') END AS j, CASE WHEN max("t0"."m") > least(coalesce($1::int4, $2::int4), 20) THEN CASE WHEN ($2::int4 IS NOT NULL OR $3::int8 IS NOT NULL AND $1::int4 IS NULL AND $4::int8 IS NULL) THEN to_json(concat($5::text, '0:f:', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text ELSE to_json(concat($5::text, '0:l:', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text END ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT *
            FROM (
              SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
              FROM "shop_category" AS "t0"
              WHERE "t0"."name" >= coalesce($6::text, ''::text) AND ($4::int8 IS NULL OR ("t0"."name" > $6::text) OR ("t0"."name" = $6::text AND "t0"."id" > $4::int8)) AND ($3::int8 IS NULL OR ("t0"."name" < $7::text) OR ("t0"."name" = $7::text AND "t0"."id" < $3::int8))
              ORDER BY "t0"."name", "t0"."id"
              LIMIT 21
            ) AS "t1"
            ORDER BY "t1"."o0", "t1"."o1"
            LIMIT least(coalesce($1::int4, $2::int4), 20) + 1
          ) AS "t2"
          ORDER BY "t2"."o0", "t2"."o1"
          LIMIT greatest(least(coalesce($1::int4, $2::int4), 20), 1)
        ) AS "t5"
        WHERE (($2::int4 IS NOT NULL OR $3::int8 IS NOT NULL AND $1::int4 IS NULL AND $4::int8 IS NULL)) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT *
            FROM (
              SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
              FROM "shop_category" AS "t0"
              WHERE "t0"."name" >= coalesce($6::text, ''::text) AND ($4::int8 IS NULL OR ("t0"."name" > $6::text) OR ("t0"."name" = $6::text AND "t0"."id" > $4::int8)) AND ($3::int8 IS NULL OR ("t0"."name" < $7::text) OR ("t0"."name" = $7::text AND "t0"."id" < $3::int8))
              ORDER BY "t0"."name" DESC, "t0"."id" DESC
              LIMIT 21
            ) AS "t3"
            ORDER BY "t3"."o0" DESC, "t3"."o1" DESC
            LIMIT least(coalesce($1::int4, $2::int4), 20) + 1
          ) AS "t4"
          ORDER BY "t4"."o0" DESC, "t4"."o1" DESC
          LIMIT greatest(least(coalesce($1::int4, $2::int4), 20), 1)
        ) AS "t6"
        WHERE ($2::int4 IS NOT NULL OR $3::int8 IS NOT NULL AND $1::int4 IS NULL AND $4::int8 IS NULL)
      ) AS "t7"
      ORDER BY "t7"."o0", "t7"."o1"
    ) AS "t0"
  ) AS "j0"
)

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: cursor b, int:-9223372036854775808:9223372036854775807
-- 4: cursor a, int:-9223372036854775808:9223372036854775807
-- 5: nonce , text
-- 6: cursor a, text
-- 7: cursor b, text
