concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t5"
      WHERE "t5"."customer_id" = "t0"."id" AND (($1::bool OR ($1::bool OR ("t5"."quantity" >= $2::int4))) AND EXISTS (
        SELECT 1
        FROM "shop_product" AS "t6"
        WHERE "t6"."id" = "t5"."product_id" AND ($3::bool OR ($3::bool OR ($3::bool OR ("t6"."name" ILIKE $4::text))))
      ))
    )
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id" AND (EXISTS (
        SELECT 1
        FROM "shop_customer" AS "t2"
        WHERE "t2"."id" = "t1"."owner_id" AND ($5::bool OR ($5::bool OR ($5::bool OR ("t2"."name" = $6::text))))
      ) AND EXISTS (
        SELECT 1
        FROM "shop_tag" AS "t3"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t4"
          WHERE "t4"."product_id" = "t1"."id" AND "t3"."id" = "t4"."tag_id"
        ) AND ($3::bool OR ($3::bool OR ($3::bool OR ("t3"."slug" = $7::text))))
      ))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), ']'), ',"not_at_all":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_customer" AS "t7"
    WHERE NOT (EXISTS (
      SELECT 1
      FROM "shop_purchase" AS "t8"
      WHERE "t8"."customer_id" = "t7"."id" AND ($1::bool OR ($1::bool OR ($1::bool OR ("t8"."quantity" >= $2::int4))))
    ))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, ',"owner":', coalesce("j0".j, 'null'), ',"price":', CASE WHEN ($3::bool OR ($3::bool OR ($3::bool OR ("t9"."name" = $7::text)))) THEN CASE WHEN "t9"."price" > '-Infinity' AND "t9"."price" < 'Infinity' THEN "t9"."price"::numeric::text ELSE E'\032n' END ELSE 'null' END, ',"stock":', CASE WHEN (($8::bool AND ($3::bool OR ($3::bool OR ("t9"."name" = $7::text))))) IS NOT TRUE THEN "t9"."stock"::int4::text ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t9"."id", "t9"."owner_id", "t9"."price", "t9"."name", "t9"."stock"
    FROM "shop_product" AS "t9"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t11"
      WHERE "t11"."id" = "t9"."owner_id" AND ($5::bool OR ($5::bool OR ($5::bool OR ("t11"."name" = $6::text))))
    )
    ORDER BY "t9"."id"
    LIMIT 3
  ) AS "t9"
  LEFT JOIN LATERAL (
    SELECT concat('{"name":', to_json("t10"."name"::text)::text, '}') AS j
    FROM (
      SELECT "t10"."name"
      FROM "shop_customer" AS "t10"
      WHERE "t10"."id" = "t9"."owner_id" AND ($5::bool OR ($5::bool OR ($5::bool OR ("t10"."name" = $6::text))))
      LIMIT 1
    ) AS "t10"
  ) AS "j0" ON true
), ']'), '}')

-- 1: given least, bool
-- 2: variable least, int:-2147483648:2147483647
-- 3: given word, bool
-- 4: variable word, like:infix
-- 5: given name, bool
-- 6: variable name, text
-- 7: variable word, text
-- 8: given word, bool
