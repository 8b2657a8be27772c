-- answer
concat('{"tags":', concat('[', (
  SELECT string_agg(concat('{"slug":', to_json("t0"."slug"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."slug", "t0"."id"
    FROM (
      SELECT k.n AS "#position", "w"."slug", "w"."id"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_tag" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
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
), ']'), '}')
-- 1: step , text
