concat('{"tags_connection":', (
  SELECT concat('{"totalCount":', (
    SELECT count(*)
    FROM "shop_tag" AS "t1"
    WHERE 1 = 0
  )::text, ',"edges":', concat('[', CASE WHEN 1 = 0 THEN string_agg(concat('{"node":', concat('{"id":', "t0"."id"::int8::text, '}'), '}'), ',') END, ']'), ',"pageInfo":', concat('{"hasNextPage":', CASE WHEN max("t0"."m") > 0 THEN 'true' ELSE 'false' END, ',"hasPreviousPage":', CASE WHEN 1 = 0 THEN 'true' ELSE 'false' END, ',"startCursor":', to_json(concat($1::text, '0:f:', concat('[', CASE WHEN 1 = 0 THEN string_agg(concat('[', "t0"."o0"::int8::text, ']'), ',') END, ']'))::text)::text, '}'), '}') AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      WHERE 1 = 0
      ORDER BY "t0"."id"
      LIMIT 1
    ) AS "t3"
    ORDER BY "t3"."o0"
    LIMIT 1
  ) AS "t0"
), ',"tag":', coalesce((
  SELECT concat('{"id":', "t4"."id"::int8::text, '}') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_tag" AS "t4"
    WHERE 1 = 0
    ORDER BY "t4"."id"
    LIMIT 0
  ) AS "t4"
), 'null'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"tags_connection":', "j0".j, ',"tag":', coalesce("j1".j, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."id"
    LIMIT 1
  ) AS "t5"
  LEFT JOIN LATERAL (
    SELECT concat('{"totalCount":', (
      SELECT count(*)
      FROM "shop_tag" AS "t7"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t8"
        WHERE "t8"."product_id" = "t5"."id" AND "t7"."id" = "t8"."tag_id"
      ) AND 1 = 0
    )::text, '}') AS j
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT concat('{"id":', "t9"."id"::int8::text, '}') AS j
    FROM (
      SELECT "t9"."id"
      FROM "shop_tag" AS "t9"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t10"
        WHERE "t10"."product_id" = "t5"."id" AND "t9"."id" = "t10"."tag_id"
      ) AND 1 = 0
      ORDER BY "t9"."id"
      LIMIT 0
    ) AS "t9"
  ) AS "j1" ON true
), ']'), '}')

-- 1: nonce , text
