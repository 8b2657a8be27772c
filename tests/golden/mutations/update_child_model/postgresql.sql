-- rows of bundle
SELECT (
  SELECT concat('[', string_agg(concat('[', "t0"."product_ptr_id"::int8::text, ']'), ','), ']')
  FROM (
    SELECT "t0"."product_ptr_id"
    FROM "shop_bundle" AS "t0"
    WHERE ("t0"."product_ptr_id" = $1::int8)
    ORDER BY "t0"."product_ptr_id" FOR UPDATE OF "t0"
  ) AS "t0"
)
-- 1: 7, int:-9223372036854775808:9223372036854775807

-- answer
concat('{"bundle":', coalesce((
  SELECT concat('{"product_ptr_id":', "t0"."product_ptr_id"::int8::text, ',"pieces":', "t0"."pieces"::int4::text, ',"name":', to_json("t0"."name"::text)::text, ',"owner":', coalesce("j0".j, 'null'), '}') AS j
  FROM (
    SELECT "t0"."product_ptr_id", "t0"."pieces", "t0"."name", "t0"."owner_id"
    FROM (
      SELECT k.n AS "#position", "w"."product_ptr_id", "w"."pieces", "w"."name", "w"."owner_id"
      FROM (
        SELECT (a.v ->> 0)::int8 AS "k0", a.n
        FROM json_array_elements($1::text::json) WITH ORDINALITY AS a (v, n)
      ) AS k CROSS JOIN (
        SELECT r."product_ptr_id", r."pieces", "p0"."name" AS "name", "p0"."owner_id" AS "owner_id"
        FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
      ) AS "w"
      WHERE "w"."product_ptr_id" = k."k0"
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
), 'null'), '}')
-- 1: step , text
