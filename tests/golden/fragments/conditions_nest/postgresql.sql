concat('{"products":', concat('[', (
  SELECT string_agg(concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"id":', "t0"."id"::int8::text) ELSE '' END, CASE WHEN ($1::bool AND $2::bool) THEN concat(',"stock":', "t0"."stock"::int4::text) ELSE '' END, CASE WHEN ($1::bool AND $2::bool OR $1::bool OR NOT $1::bool) THEN concat(',"owner":', coalesce("j0".j, 'null')) ELSE '' END), 2), '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."stock", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{', substr(concat(CASE WHEN ($1::bool AND $2::bool) THEN concat(',"is_active":', CASE WHEN "t1"."is_active" THEN 'true' WHEN NOT "t1"."is_active" THEN 'false' ELSE 'null' END) ELSE '' END, CASE WHEN ($1::bool) THEN concat(',"name":', to_json("t1"."name"::text)::text) ELSE '' END, CASE WHEN (NOT $1::bool) THEN concat(',"id":', "t1"."id"::int8::text) ELSE '' END), 2), '}') AS j
    FROM (
      SELECT "t1"."is_active", "t1"."name", "t1"."id"
      FROM "shop_customer" AS "t1"
      WHERE ($1::bool AND $2::bool OR $1::bool OR NOT $1::bool) AND "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
), ']'), '}')

-- 1: variable a, bool
-- 2: variable b, bool
