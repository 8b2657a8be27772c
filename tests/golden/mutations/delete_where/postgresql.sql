-- rows of purchases
SELECT (
  SELECT concat('[', string_agg(concat('[', "t0"."id"::int8::text, ']'), ','), ']')
  FROM (
    SELECT "t0"."id"
    FROM "shop_purchase" AS "t0"
    WHERE ("t0"."customer_id" = $1::int8)
    ORDER BY "t0"."id" FOR UPDATE OF "t0"
  ) AS "t0"
)
-- 1: 1, int:-9223372036854775808:9223372036854775807

-- answer of purchases
SELECT concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"product":', coalesce("j0".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."product_id"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."product_id"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_purchase" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, ',"tags":', concat('[', "j0".j, ']'), '}') AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"slug":', to_json("t2"."slug"::text)::text, '}'), ',') AS j
      FROM (
        SELECT "t2"."slug"
        FROM "shop_tag" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t3"
          WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ) AS "j0" ON true
  ) AS "j0" ON true
), ']')
-- 1: step , text

-- answer
concat('{"purchases":', coalesce($1::text, 'null'), '}')
-- 1: step , text
