-- rows of product
SELECT (
  SELECT concat('[', string_agg(concat('[', "t0"."id"::int8::text, ']'), ','), ']')
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = $1::int8)
    ORDER BY "t0"."id" FOR UPDATE OF "t0"
  ) AS "t0"
)
-- 1: 3, int:-9223372036854775808:9223372036854775807

-- answer
concat('{"product":', coalesce((
  SELECT concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, ',"description":', coalesce(to_json("t0"."description"::text)::text, 'null'), ',"stock":', "t0"."stock"::int4::text, '}') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."description", "t0"."stock"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."name", "w"."description", "w"."stock"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_product" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
    LIMIT 1
  ) AS "t0"
), 'null'), '}')
-- 1: step , text
