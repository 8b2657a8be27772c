-- answer
concat('{"product":', coalesce((
  SELECT concat('{"name":', to_json("t0"."name"::text)::text, ',"price":', CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END, ',"stock":', "t0"."stock"::int4::text, ',"is_public":', CASE WHEN "t0"."is_public" THEN 'true' WHEN NOT "t0"."is_public" THEN 'false' ELSE 'null' END, ',"owner":', coalesce("j0".j, 'null'), ',"tags":', concat('[', "j1".j, ']'), '}') AS j
  FROM (
    SELECT "t0"."name", "t0"."price", "t0"."stock", "t0"."is_public", "t0"."owner_id", "t0"."id"
    FROM (
      SELECT k.n AS "#position", "w"."name", "w"."price", "w"."stock", "w"."is_public", "w"."owner_id", "w"."id"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_product" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
    LIMIT 1
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t1"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t2"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t2"."slug"
      FROM "shop_tag" AS "t2"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), 'null'), '}')
-- 1: step , text
