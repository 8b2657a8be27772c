-- rows of tag
SELECT (
  SELECT concat('[', string_agg(concat('[', "t0"."id"::int8::text, ']'), ','), ']')
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id" FOR UPDATE OF "t0"
  ) AS "t0"
)
-- 1: 4, int:-9223372036854775808:9223372036854775807

-- answer of tag
SELECT coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, ',"slug":', to_json("t0"."slug"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}') AS j
  FROM (
    SELECT "t0"."id", "t0"."slug"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."slug"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_tag" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."tag_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), 'null')
-- 1: step , text

-- answer
concat('{"tag":', coalesce($1::text, 'null'), '}')
-- 1: step , text
