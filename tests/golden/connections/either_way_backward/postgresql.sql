concat('{"categories_connection":', (
  SELECT concat('{"edges":', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('{"cursor":', to_json(concat($3::text, '0:l:', concat('[', concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN CASE WHEN ($2::int4 IS NOT NULL OR $4::int8 IS NOT NULL AND $1::int4 IS NULL AND $5::int8 IS NULL) THEN EXISTS (
    SELECT 1
    FROM "shop_category" AS "t7"
    WHERE ("t7"."id" < $6::int8) AND ($4::int8 IS NULL OR ("t7"."name" < $7::text) OR ("t7"."name" = $7::text AND "t7"."id" < $4::int8)) IS NOT TRUE
  ) ELSE max("t0"."m") > least(coalesce($1::int4, $2::int4), 20) END THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN CASE WHEN ($2::int4 IS NOT NULL OR $4::int8 IS NOT NULL AND $1::int4 IS NULL AND $5::int8 IS NULL) THEN max("t0"."m") > least(coalesce($1::int4, $2::int4), 20) ELSE EXISTS (
    SELECT 1
    FROM "shop_category" AS "t8"
    WHERE ("t8"."id" < $6::int8) AND ($5::int8 IS NULL OR ("t8"."name" > $8::text) OR ("t8"."name" = $8::text AND "t8"."id" > $5::int8)) IS NOT TRUE
  ) END THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($3::text, '0:f:', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text, ',"endCursor":', to_json(concat($3::text, '0:l:', concat('[', CASE WHEN least(coalesce($1::int4, $2::int4), 20) > 0 THEN string_agg(concat('[', to_json("t0"."o0"::text)::text, ',', "t0"."o1"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_category" AS "t9"
    WHERE ("t9"."id" < $6::int8)
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
            SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
            FROM "shop_category" AS "t0"
            WHERE ("t0"."id" < $6::int8) AND "t0"."name" >= coalesce($8::text, ''::text) AND ($5::int8 IS NULL OR ("t0"."name" > $8::text) OR ("t0"."name" = $8::text AND "t0"."id" > $5::int8)) AND ($4::int8 IS NULL OR ("t0"."name" < $7::text) OR ("t0"."name" = $7::text AND "t0"."id" < $4::int8))
            ORDER BY "t0"."name", "t0"."id"
            LIMIT 21
          ) AS "t10"
          ORDER BY "t10"."o0", "t10"."o1"
          LIMIT least(coalesce($1::int4, $2::int4), 20) + 1
        ) AS "t11"
        ORDER BY "t11"."o0", "t11"."o1"
        LIMIT greatest(least(coalesce($1::int4, $2::int4), 20), 1)
      ) AS "t14"
      WHERE (($2::int4 IS NOT NULL OR $4::int8 IS NOT NULL AND $1::int4 IS NULL AND $5::int8 IS NULL)) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *, count(*) OVER () AS "m"
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."name", "t0"."name" AS "o0", "t0"."id" AS "o1"
            FROM "shop_category" AS "t0"
            WHERE ("t0"."id" < $6::int8) AND "t0"."name" >= coalesce($8::text, ''::text) AND ($5::int8 IS NULL OR ("t0"."name" > $8::text) OR ("t0"."name" = $8::text AND "t0"."id" > $5::int8)) AND ($4::int8 IS NULL OR ("t0"."name" < $7::text) OR ("t0"."name" = $7::text AND "t0"."id" < $4::int8))
            ORDER BY "t0"."name" DESC, "t0"."id" DESC
            LIMIT 21
          ) AS "t12"
          ORDER BY "t12"."o0" DESC, "t12"."o1" DESC
          LIMIT least(coalesce($1::int4, $2::int4), 20) + 1
        ) AS "t13"
        ORDER BY "t13"."o0" DESC, "t13"."o1" DESC
        LIMIT greatest(least(coalesce($1::int4, $2::int4), 20), 1)
      ) AS "t15"
      WHERE ($2::int4 IS NOT NULL OR $4::int8 IS NOT NULL AND $1::int4 IS NULL AND $5::int8 IS NULL)
    ) AS "t16"
    ORDER BY "t16"."o0", "t16"."o1"
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t1"."id", "t1"."id" AS "o0"
            FROM "shop_product" AS "t1"
            WHERE "t1"."category_id" = "t0"."id"
            ORDER BY "t1"."id"
            LIMIT 20
          ) AS "t2"
          LIMIT $1::int4
        ) AS "t4"
        WHERE ($2::int4 IS NOT NULL) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t1"."id", "t1"."id" AS "o0"
            FROM "shop_product" AS "t1"
            WHERE "t1"."category_id" = "t0"."id"
            ORDER BY "t1"."id" DESC
            LIMIT 20
          ) AS "t3"
          ORDER BY "t3"."o0" DESC
          LIMIT $2::int4
        ) AS "t5"
        WHERE $2::int4 IS NOT NULL
      ) AS "t6"
      ORDER BY "t6"."o0"
    ) AS "t1"
  ) AS "j0" ON true
), '}')

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: nonce , text
-- 4: cursor b, int:-9223372036854775808:9223372036854775807
-- 5: cursor a, int:-9223372036854775808:9223372036854775807
-- 6: 6, int:-9223372036854775808:9223372036854775807
-- 7: cursor b, text
-- 8: cursor a, text
