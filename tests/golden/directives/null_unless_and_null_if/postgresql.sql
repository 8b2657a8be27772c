concat('{"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"shown":', CASE WHEN $1::bool THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"hidden":', CASE WHEN $2::bool THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"unknown":', CASE WHEN $3::bool THEN to_json("t0"."name"::text)::text ELSE 'null' END, ',"dropped":', CASE WHEN ($1::bool) IS NOT TRUE THEN CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END ELSE 'null' END, ',"not_known":', CASE WHEN ($3::bool) IS NOT TRUE THEN CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END ELSE 'null' END, ',"kept":', CASE WHEN ($2::bool) IS NOT TRUE THEN CASE WHEN "t0"."price" > '-Infinity' AND "t0"."price" < 'Infinity' THEN "t0"."price"::numeric::text ELSE E'\032n' END ELSE 'null' END, ',"owner":', CASE WHEN $2::bool THEN coalesce("j0".j, 'null') ELSE 'null' END, ',"tags":', CASE WHEN ($1::bool) IS NOT TRUE THEN concat('[', "j1".j, ']') ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."price", "t0"."owner_id"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t1"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t1"."id"
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
), ']'), ',"none":', CASE WHEN $2::bool THEN concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']') ELSE 'null' END, '}')

-- 1: variable yes, bool
-- 2: variable no, bool
-- 3: variable unknown, bool
