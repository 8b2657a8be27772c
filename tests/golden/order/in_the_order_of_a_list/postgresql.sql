concat('{"listed":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t1" ON "t1"."v" = "t0"."id"
    ORDER BY "t1"."n", "t0"."id"
    LIMIT 5
  ) AS "t0"
), ']'), ',"backward":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($1::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t3" ON "t3"."v" = "t2"."id"
    WHERE ("t2"."id" = ANY($1::int8[]))
    ORDER BY "t3"."n" DESC, "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t4"."slug"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."slug"
    FROM "shop_tag" AS "t4"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($2::text[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t5" ON "t5"."v" = "t4"."slug"
    ORDER BY "t5"."n" NULLS FIRST, "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"twice":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($3::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t7" ON "t7"."v" = "t6"."id"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($4::int8[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t8" ON "t8"."v" = "t6"."id"
    ORDER BY "t7"."n", "t8"."n", "t6"."id"
    LIMIT 4
  ) AS "t6"
), ']'), ',"along":', concat('[', (
  SELECT string_agg(concat('{"owner":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t9"."owner_id"
    FROM "shop_product" AS "t9"
    LEFT JOIN "shop_customer" AS "t10" ON "t10"."id" = "t9"."owner_id"
    LEFT JOIN (
      SELECT v, min(n) AS n
      FROM unnest($5::text[]) WITH ORDINALITY AS u (v, n) GROUP BY v
    ) AS "t11" ON "t11"."v" = "t10"."name"
    ORDER BY "t11"."n", "t9"."id"
    LIMIT 6
  ) AS "t9"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t12"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t12"."name"
      FROM "shop_customer" AS "t12"
      WHERE "t12"."id" = "t9"."owner_id"
      LIMIT 1
    ) AS "t12"
  ) AS "j0" ON true
), ']'), '}')

-- 1: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 2: ["rare", "new"], [text]
-- 3: [3], [int:-9223372036854775808:9223372036854775807]
-- 4: [9, 7], [int:-9223372036854775808:9223372036854775807]
-- 5: ["Bob", "Ada"], [text]
