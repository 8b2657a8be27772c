concat('{"in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($3::bool AND "t0"."id" IN ($4::int8)) OR ($5::bool AND "t0"."id" IN ($6::int8))))))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"with":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_product" AS "t1"
    WHERE ("t1"."id" IN ($7::int8) OR ($3::bool AND "t1"."id" IN ($4::int8)))
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"not_in":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    WHERE (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($1::bool OR "t2"."id" NOT IN ($4::int8)) AND ($2::bool OR "t2"."id" NOT IN ($6::int8))))))
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"denied":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    WHERE NOT (("t3"."id" IN ($8::int8) OR ($3::bool AND "t3"."id" IN ($4::int8)) OR ($5::bool AND "t3"."id" IN ($6::int8))))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"null":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    WHERE (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($1::bool AND $2::bool) OR (($1::bool OR "t4"."category_id" NOT IN ($4::int8)) AND ($2::bool OR "t4"."category_id" NOT IN ($6::int8))))))
    ORDER BY "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"whole":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    WHERE ($9::bool OR ($9::bool OR ($9::bool OR ("t5"."id" = ANY($10::int8[])))))
    ORDER BY "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"whole_not":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_product" AS "t6"
    WHERE ($9::bool OR ($9::bool OR ($9::bool OR NOT ("t6"."id" = ANY($10::int8[])))))
    ORDER BY "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"keys":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_product" AS "t7"
    WHERE ((("t7"."attributes" ?| ARRAY[$11::text]) OR ($12::bool AND ("t7"."attributes" ?| ARRAY[$13::text]))) AND ($14::bool OR ("t7"."attributes" ? $13::text)))
    ORDER BY "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"all_keys":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_product" AS "t8"
    WHERE (("t8"."attributes" ?& ARRAY[$15::text]) AND ($14::bool OR ("t8"."attributes" ?& ARRAY[$13::text])))
    ORDER BY "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), '}')

-- 1: given a, bool
-- 2: given b, bool
-- 3: given a, bool
-- 4: variable a, int:-9223372036854775808:9223372036854775807
-- 5: given b, bool
-- 6: variable b, int:-9223372036854775808:9223372036854775807
-- 7: 4, int:-9223372036854775808:9223372036854775807
-- 8: 7, int:-9223372036854775808:9223372036854775807
-- 9: given ids, bool
-- 10: variable ids, [int:-9223372036854775808:9223372036854775807]
-- 11: "watts", text
-- 12: given k, bool
-- 13: variable k, text
-- 14: given k, bool
-- 15: "color", text
