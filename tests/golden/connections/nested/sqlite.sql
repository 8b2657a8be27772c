'{"customers_connection":' || (
  SELECT '{"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_customer" AS "t1"
  ) AS TEXT) || ',"edges":' || '[' || coalesce(group_concat('{"node":' || '{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"products_connection":' || (
    SELECT '{"totalCount":' || CAST((
      SELECT count(*)
      FROM "shop_product" AS "t3"
      WHERE "t3"."owner_id" = "t0"."id" AND ("t3"."is_public" = ?1)
    ) AS TEXT) || ',"edges":' || '[' || coalesce(group_concat('{"cursor":' || json_quote(?2 || '0:l:' || '[' || '[' || gg_key(CASE typeof("t2"."o0") WHEN 'integer' THEN "t2"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t2"."o0") ELSE char(26) || 't' END, CASE typeof("t2"."o0") WHEN 'text' THEN CAST("t2"."o0" AS BLOB) ELSE "t2"."o0" END) || ']' || ']') || ',"node":' || '{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || ',"tags_connection":' || (
      SELECT '{"totalCount":' || CAST((
        SELECT count(*)
        FROM "shop_tag" AS "t5"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t6"
          WHERE "t6"."product_id" = "t2"."id" AND "t5"."id" = "t6"."tag_id"
        )
      ) AS TEXT) || ',"edges":' || '[' || coalesce(group_concat('{"node":' || '{"slug":' || json_quote(CAST("t4"."slug" AS TEXT)) || '}' || '}', ','), '') || ']' || '}' AS j
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
    ) || ',"owner":' || coalesce((
      SELECT '{"name":' || json_quote(CAST("t8"."name" AS TEXT)) || '}' AS j
      FROM (
        SELECT "t8"."name"
        FROM "shop_customer" AS "t8"
        WHERE "t8"."id" = "t2"."owner_id"
        LIMIT 1
      ) AS "t8"
    ), 'null') || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t2"."m") > 1 THEN 'true' ELSE 'false' END || '}' || '}' AS j
    FROM (
      SELECT *, count(*) OVER () AS "m"
      FROM (
        SELECT "t2"."name", "t2"."id", "t2"."owner_id", "t2"."id" AS "o0"
        FROM "shop_product" AS "t2"
        WHERE "t2"."owner_id" = "t0"."id" AND ("t2"."is_public" = ?1)
        ORDER BY "t2"."id"
        LIMIT 2
      ) AS "t9"
      ORDER BY "t9"."o0"
      LIMIT 1
    ) AS "t2"
  ) || '}' || '}', ','), '') || ']' || '}' AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 2
  ) AS "t0"
) || '}'

-- 1: true, bool
-- 2: nonce , text
