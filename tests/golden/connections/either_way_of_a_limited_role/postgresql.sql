concat('{"products_connection":', (
  SELECT concat('{"edges":', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), $3::int8) > 0 THEN string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN CASE WHEN $2::int4 IS NOT NULL THEN 1 = 0 ELSE max("t0"."m") > least(coalesce($1::int4, $2::int4), $3::int8) END THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN CASE WHEN $2::int4 IS NOT NULL THEN max("t0"."m") > least(coalesce($1::int4, $2::int4), $3::int8) ELSE 1 = 0 END THEN 'true' ELSE 'false' END, '}'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_product" AS "t3"
    WHERE ("t3"."is_public" = $4::bool)
  )::text, '}') AS j
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
          ) AS "t4"
          ORDER BY "t4"."o0"
          LIMIT least(coalesce($1::int4, $2::int4), $3::int8) + 1
        ) AS "t5"
        ORDER BY "t5"."o0"
        LIMIT greatest(least(coalesce($1::int4, $2::int4), $3::int8), 1)
      ) AS "t8"
      WHERE ($2::int4 IS NOT NULL) IS NOT TRUE UNION ALL
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
          ) AS "t6"
          ORDER BY "t6"."o0" DESC
          LIMIT least(coalesce($1::int4, $2::int4), $3::int8) + 1
        ) AS "t7"
        ORDER BY "t7"."o0" DESC
        LIMIT greatest(least(coalesce($1::int4, $2::int4), $3::int8), 1)
      ) AS "t9"
      WHERE $2::int4 IS NOT NULL
    ) AS "t10"
    ORDER BY "t10"."o0"
  ) AS "t0"
), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t11"."id", "t11"."id" AS "o0"
          FROM "shop_product" AS "t11"
          WHERE ("t11"."is_public" = $4::bool)
          ORDER BY "t11"."id"
          LIMIT 100
        ) AS "t12"
        LIMIT least($1::int4, $3::int8)
      ) AS "t14"
      WHERE ($2::int4 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t11"."id", "t11"."id" AS "o0"
          FROM "shop_product" AS "t11"
          WHERE ("t11"."is_public" = $4::bool)
          ORDER BY "t11"."id" DESC
          LIMIT 100
        ) AS "t13"
        ORDER BY "t13"."o0" DESC
        LIMIT least($2::int4, $3::int8)
      ) AS "t15"
      WHERE $2::int4 IS NOT NULL
    ) AS "t16"
    ORDER BY "t16"."o0"
  ) AS "t11"
), ']'), '}')

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: 3, int:-9223372036854775808:9223372036854775807
-- 4: true, bool
