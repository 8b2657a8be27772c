(
  SELECT concat('{"categories":', concat('[', "j0".j, ']'), ',"categories_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"parent_id":', coalesce("t0"."parent_id"::int8::text, 'null'), '}'), ',') AS j, CASE WHEN max("t0"."m") > 2 THEN to_json(concat($1::text, '0:f:', concat('[', string_agg(concat('[', coalesce("t0"."o0"::int8::text, 'null'), ',', "t0"."o1"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT "t0"."id", "t0"."parent_id", "t0"."parent_id" AS "o0", "t0"."id" AS "o1"
          FROM "shop_category" AS "t0"
          WHERE ($2::int8 IS NULL OR (("t0"."parent_id" < $3::int8 OR ("t0"."parent_id" IS NULL AND $3::int8 IS NOT NULL))) OR (("t0"."parent_id" IS NOT DISTINCT FROM $3::int8) AND "t0"."id" > $2::int8))
          ORDER BY "t0"."parent_id" DESC NULLS LAST, "t0"."id"
          LIMIT 3
        ) AS "t1"
        ORDER BY "t1"."o0" DESC NULLS LAST, "t1"."o1"
        LIMIT 2
      ) AS "t2"
      ORDER BY "t2"."o0" NULLS FIRST, "t2"."o1" DESC
    ) AS "t0"
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: cursor before, int:-9223372036854775808:9223372036854775807
