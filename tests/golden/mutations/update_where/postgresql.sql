-- rows of products
SELECT (
  SELECT concat('[', string_agg(concat('[', "t0"."id"::int8::text, ']'), ','), ']')
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND ("t1"."name" = $1::text)
    )
    ORDER BY "t0"."id" FOR UPDATE OF "t0"
  ) AS "t0"
)
-- 1: "Bob", text

-- answer
concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"is_public":', CASE WHEN "t0"."is_public" THEN 'true' WHEN NOT "t0"."is_public" THEN 'false' ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."is_public"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN "shop_product" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
  ) AS "t0"
), ']'), '}')
-- 1: step , text
