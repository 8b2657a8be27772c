concat('{"few":', (
  SELECT concat('{"a":', concat('[', string_agg(concat('{"x":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ','), ']'), ',"b":', concat('[', string_agg(concat('{"at":', to_json(concat($1::text, '0:l:', concat('[', concat('[', "t0"."o0"::int8::text, ']'), ']'))::text)::text, ',"y":', concat('{"slug":', to_json("t0"."slug"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',"z":', concat('{"n":', concat('[', "j1".j, ']'), '}'), '}'), ','), ']'), ',"p":', concat('{"more":', CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END, '}'), ',"q":', concat('{"end":', to_json(concat($1::text, '0:l:', concat('[', string_agg(concat('[', "t0"."o0"::int8::text, ']'), ','), ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."slug", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 3
    ) AS "t5"
    ORDER BY "t5"."o0"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."tag_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t3"."name"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_product" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."tag_id" = "t0"."id" AND "t3"."id" = "t4"."product_id"
      )
      ORDER BY "t3"."id"
      LIMIT 2
    ) AS "t3"
  ) AS "j1" ON true
), '}')

-- 1: nonce , text
