'{"customer":' || coalesce((
  SELECT '{"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || ',"buyers":' || '[' || coalesce((
      SELECT group_concat('{"id":' || CASE typeof("t2"."id") WHEN 'integer' THEN "t2"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."id") ELSE char(26) || 't' END || ',"purchases":' || '[' || coalesce((
        SELECT group_concat('{"id":' || CASE typeof("t3"."id") WHEN 'integer' THEN "t3"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t3"."id") ELSE char(26) || 't' END || ',"product":' || coalesce((
          SELECT '{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || ',"tags":' || '[' || coalesce((
            SELECT group_concat('{"id":' || CASE typeof("t5"."id") WHEN 'integer' THEN "t5"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t5"."id") ELSE char(26) || 't' END || '}', ',') AS j
            FROM (
              SELECT "t5"."id"
              FROM "shop_tag" AS "t5"
              WHERE EXISTS (
                SELECT 1
                FROM "shop_product_tags" AS "t6"
                WHERE "t6"."product_id" = "t4"."id" AND "t5"."id" = "t6"."tag_id"
              )
              ORDER BY "t5"."id"
              LIMIT 20
            ) AS "t5"
          ), '') || ']' || '}' AS j
          FROM (
            SELECT "t4"."id"
            FROM "shop_product" AS "t4"
            WHERE "t4"."id" = "t3"."product_id"
            LIMIT 1
          ) AS "t4"
        ), 'null') || '}', ',') AS j
        FROM (
          SELECT "t3"."id", "t3"."product_id"
          FROM "shop_purchase" AS "t3"
          WHERE "t3"."customer_id" = "t2"."id"
          ORDER BY "t3"."id"
          LIMIT 20
        ) AS "t3"
      ), '') || ']' || '}', ',') AS j
      FROM (
        SELECT "t2"."id"
        FROM "shop_customer" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_purchase" AS "t7"
          WHERE "t7"."product_id" = "t1"."id" AND "t2"."id" = "t7"."customer_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ), '') || ']' || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."owner_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_customer" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
