concat('{', substr(concat(CASE WHEN ($1::bool) THEN concat(',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, CASE WHEN ($2::bool) THEN concat(',"tags":', concat('[', "j0".j, ']')) ELSE '' END, CASE WHEN (NOT $1::bool) THEN concat(',"owner":', coalesce("j1".j, 'null')) ELSE '' END, CASE WHEN (NOT $2::bool) THEN concat(',"category":', coalesce("j2".j, 'null')) ELSE '' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."owner_id", "t0"."category_id"
    FROM "shop_product" AS "t0"
    WHERE ($1::bool)
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_tag" AS "t1"
      WHERE ($2::bool) AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t3"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t3"."id"
      FROM "shop_customer" AS "t3"
      WHERE (NOT $1::bool) AND "t3"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t3"
  ) AS "j1" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t4"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_category" AS "t4"
      WHERE (NOT $2::bool) AND "t4"."id" = "t0"."category_id"
      LIMIT 1
    ) AS "t4"
  ) AS "j2" ON true
), ']')) ELSE '' END, CASE WHEN ($2::bool) THEN concat(',"tags":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_tag" AS "t5"
    WHERE ($2::bool)
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']')) ELSE '' END, CASE WHEN (NOT $1::bool) THEN concat(',"customer":', coalesce((
  SELECT concat('{"id":', "t6"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_customer" AS "t6"
    WHERE (NOT $1::bool) AND ("t6"."id" = $3::int8)
    ORDER BY "t6"."id"
    LIMIT 1
  ) AS "t6"
), 'null')) ELSE '' END), 2), '}')

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: 1, int:-9223372036854775808:9223372036854775807
