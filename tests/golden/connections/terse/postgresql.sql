concat('{"products_connection":', (
  SELECT concat('{"edges":', concat('[', string_agg(concat('{"node":', concat('{"tags":', concat('[', "j0".j, ']'), '}'), '}'), ','), ']'), ',"totalCount":', (
    SELECT count(*)
    FROM "shop_product" AS "t3"
    WHERE (("t3"."id" = ANY($1::int8[])) AND (("t3"."price" > $2::numeric) OR ("t3"."id" = $3::int8)))
  )::text, '}') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" = ANY($1::int8[])) AND (("t0"."price" > $2::numeric) OR ("t0"."id" = $3::int8)))
    ORDER BY "t0"."name" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"slug":', to_json("t1"."slug"::text)::text, '}'), ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."id" = $3::int8)
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ) AS "j0" ON true
), '}')

-- 1: [1, 2], [int:-9223372036854775808:9223372036854775807]
-- 2: 0, decimal:10:2
-- 3: 1, int:-9223372036854775808:9223372036854775807
