concat('{"customers_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_customer" AS "t1"
  )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"name":', to_json("t0"."name"::text)::text, ',"products_connection":', "j0".j, '}'), '}'), ','), ']'), '}') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"totalCount":', (
      SELECT count(*)
      FROM "shop_product" AS "t3"
      WHERE "t3"."owner_id" = "t0"."id" AND ("t3"."is_public" = $1::bool)
    )::text, ',"edges":', concat('[', string_agg(concat('{"cursor":', to_json(concat($2::text, '0:l:', concat('[', concat('[', "t2"."o0"::int8::text, ']'), ']'))::text)::text, ',"node":', concat('{"name":', to_json("t2"."name"::text)::text, ',"tags_connection":', "j0".j, ',"owner":', coalesce("j1".j, 'null'), '}'), '}'), ','), ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t2"."m") > 1 THEN 'true' ELSE 'false' END, '}'), '}') AS j
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t2"."name", "t2"."id", "t2"."owner_id", "t2"."id" AS "o0"
        FROM "shop_product" AS "t2"
        WHERE "t2"."owner_id" = "t0"."id" AND ("t2"."is_public" = $1::bool)
        ORDER BY "t2"."id"
        LIMIT 2
      ) AS "t9"
      ORDER BY "t9"."o0"
      LIMIT 1
    ) AS "t2"
    LEFT JOIN LATERAL (
      SELECT concat('{"totalCount":', (
        SELECT count(*)
        FROM "shop_tag" AS "t5"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t6"
          WHERE "t6"."product_id" = "t2"."id" AND "t5"."id" = "t6"."tag_id"
        )
      )::text, ',"edges":', concat('[', string_agg(concat('{"node":', concat('{"slug":', to_json("t4"."slug"::text)::text, '}'), '}'), ','), ']'), '}') AS j
      FROM (
        SELECT "t4"."slug"
        FROM "shop_tag" AS "t4"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t7"
          WHERE "t7"."product_id" = "t2"."id" AND "t4"."id" = "t7"."tag_id"
        )
        ORDER BY "t4"."id"
        LIMIT 20
      ) AS "t4"
    ) AS "j0" ON true
    LEFT JOIN LATERAL (
      SELECT concat('{"name":', to_json("t8"."name"::text)::text, '}') AS j
      FROM (
        SELECT "t8"."name"
        FROM "shop_customer" AS "t8"
        WHERE "t8"."id" = "t2"."owner_id"
        LIMIT 1
      ) AS "t8"
    ) AS "j1" ON true
  ) AS "j0" ON true
), '}')

-- 1: true, bool
-- 2: nonce , text
