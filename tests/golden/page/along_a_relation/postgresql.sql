(
  SELECT concat('{"products":', concat('[', "j0".j, ']'), ',"products_cursor":', coalesce("j0".c, 'null'), '}')
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"category":', coalesce("j0".j, 'null'), ',"owner_id":', "t0"."owner_id"::int8::text, '}'), ',') AS j, CASE WHEN max("t0"."m") > 3 THEN to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', coalesce(to_json("t0"."o0"::text)::text, 'null'), ',', "t0"."o1"::int8::text, ',', "t0"."o2"::int8::text, ']'), ','), ']'))::text)::text ELSE 'null' END AS c
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t0"."id", "t0"."category_id", "t0"."owner_id", "t1"."name" AS "o0", "t0"."owner_id" AS "o1", "t0"."id" AS "o2"
        FROM "shop_product" AS "t0"
        LEFT JOIN "shop_category" AS "t1" ON "t1"."id" = "t0"."category_id"
        WHERE ($2::int8 IS NULL OR (("t1"."name" < $3::text OR ($3::text IS NULL AND "t1"."name" IS NOT NULL))) OR (("t1"."name" IS NOT DISTINCT FROM $3::text) AND "t0"."owner_id" > $4::int8) OR (("t1"."name" IS NOT DISTINCT FROM $3::text) AND "t0"."owner_id" = $4::int8 AND "t0"."id" > $2::int8))
        ORDER BY "t1"."name" DESC, "t0"."owner_id", "t0"."id"
        LIMIT 4
      ) AS "t3"
      ORDER BY "t3"."o0" DESC, "t3"."o1", "t3"."o2"
      LIMIT 3
    ) AS "t0"
    LEFT JOIN LATERAL (
      SELECT concat('{"name":', to_json("t2"."name"::text)::text, '}') AS j
      FROM (
        SELECT "t2"."name"
        FROM "shop_category" AS "t2"
        WHERE "t2"."id" = "t0"."category_id"
        LIMIT 1
      ) AS "t2"
    ) AS "j0" ON true
  ) AS "j0"
)

-- 1: nonce , text
-- 2: cursor after, int:-9223372036854775808:9223372036854775807
-- 3: cursor after, text
-- 4: cursor after, int:-9223372036854775808:9223372036854775807
