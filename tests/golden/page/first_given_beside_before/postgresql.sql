concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE ("t0"."is_public" = $1::bool) AND "t0"."id" <= coalesce($2::int8, '9223372036854775807'::int8) AND ($2::int8 IS NULL OR ("t0"."id" < $2::int8))
          ORDER BY "t0"."id"
          LIMIT 100
        ) AS "t1"
        LIMIT least($3::int4, $4::int8)
      ) AS "t3"
      WHERE ($2::int8 IS NOT NULL AND $3::int4 IS NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE ("t0"."is_public" = $1::bool) AND "t0"."id" <= coalesce($2::int8, '9223372036854775807'::int8) AND ($2::int8 IS NULL OR ("t0"."id" < $2::int8))
          ORDER BY "t0"."id" DESC
          LIMIT 100
        ) AS "t2"
        ORDER BY "t2"."o0" DESC
        LIMIT least($3::int4, $4::int8)
      ) AS "t4"
      WHERE $2::int8 IS NOT NULL AND $3::int4 IS NULL
    ) AS "t5"
    ORDER BY "t5"."o0"
  ) AS "t0"
), ']'), '}')

-- 1: true, bool
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: variable first, int:0:2147483647
-- 4: 3, int:-9223372036854775808:9223372036854775807
