concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT "t0"."id"
      FROM "shop_product" AS "t0"
      WHERE (("t0"."price" > $1::numeric) AND ("t0"."id" = ANY($2::int8[])))
      ORDER BY "t0"."id"
      LIMIT 20 OFFSET $3::int4
    ) AS "t1"
    LIMIT $4::int4
  ) AS "t0"
), ']'), ',"product":', coalesce((
  SELECT concat('{"id":', "t2"."id"::int8::text, CASE WHEN ($5::bool) THEN concat(',"tags":', concat('[', "j0".j, ']')) ELSE '' END, '}') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE ("t2"."id" = $6::int8)
    ORDER BY "t2"."id"
    LIMIT 1
  ) AS "t2"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_tag" AS "t3"
      WHERE ($5::bool) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."product_id" = "t2"."id" AND "t3"."id" = "t4"."tag_id"
      ) AND ("t3"."slug" = $7::text)
      ORDER BY "t3"."id"
      LIMIT 20
    ) AS "t3"
  ) AS "j0" ON true
), 'null'), '}')

-- 1: variable min, decimal:10:2
-- 2: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 3: variable skip, int:0:2147483647
-- 4: variable n, int:0:2147483647
-- 5: variable tags, bool
-- 6: variable id, int:-9223372036854775808:9223372036854775807
-- 7: variable slug, text
