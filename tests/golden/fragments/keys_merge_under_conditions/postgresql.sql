concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"owner":', coalesce("j0".j, 'null'), CASE WHEN ($1::bool OR $2::bool) THEN concat(',"tags":', concat('[', "j1".j, ']')) ELSE '' END, CASE WHEN ($1::bool OR $2::bool) THEN concat(',"id":', "t0"."id"::int8::text) ELSE '' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."owner_id", "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t1"."id"::int8::text) ELSE '' END, CASE WHEN ($2::bool) THEN concat(',"name":', to_json("t1"."name"::text)::text) ELSE '' END, ',"is_active":', CASE WHEN "t1"."is_active" THEN 'true' WHEN NOT "t1"."is_active" THEN 'false' ELSE 'null' END), 2), '}') AS j
    FROM (
      SELECT "t1"."id", "t1"."name", "t1"."is_active"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t2"."id"::int8::text) ELSE '' END, CASE WHEN ($2::bool) THEN concat(',"slug":', to_json("t2"."slug"::text)::text) ELSE '' END), 2), '}'), ',') AS j
    FROM (
      SELECT "t2"."id", "t2"."slug"
      FROM "shop_tag" AS "t2"
      WHERE ($1::bool OR $2::bool) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), ']'), '}')

-- 1: variable a, bool
-- 2: variable b, bool
