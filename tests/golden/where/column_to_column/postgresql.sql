concat('{"above":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."price" > "t0"."stock")
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"strict":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."price" <= "t1"."stock")
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"texts":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_customer" AS "t2"
    WHERE (("t2"."name" < "t2"."email") AND ("t2"."email" <> $1::text))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"null_safe":', concat('[', (
  SELECT string_agg(concat('{"t0":', to_json("t3"."t0"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."t0"
    FROM "Odd Table; --" AS "t3"
    WHERE ("t3"."it's" IS NOT DISTINCT FROM "t3"."Größe")
    ORDER BY "t3"."Select"
    LIMIT 20
  ) AS "t3"
), ']'), ',"neither":', concat('[', (
  SELECT string_agg(concat('{"t0":', to_json("t4"."t0"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."t0"
    FROM "Odd Table; --" AS "t4"
    WHERE NOT (("t4"."it's" = "t4"."Größe"))
    ORDER BY "t4"."Select"
    LIMIT 20
  ) AS "t4"
), ']'), ',"several":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_purchase" AS "t5"
    WHERE (("t5"."unit_price" = "t5"."total") OR (("t5"."unit_price" > $2::numeric) AND ("t5"."unit_price" < "t5"."quantity")))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}')

-- 1: "li@example.com", text
-- 2: 0, decimal:10:2
