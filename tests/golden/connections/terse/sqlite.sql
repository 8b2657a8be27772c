'{"products_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"node":' || '{"tags":' || '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."id" = ?1)
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}' || '}', ','), '') || ']' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_product" AS "t3"
    WHERE (("t3"."id" IN (
      SELECT value
      FROM json_each(?2)
    )) AND (("t3"."price" > ?3) OR ("t3"."id" = ?1)))
  ) AS TEXT) || '}' AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (("t0"."id" IN (
      SELECT value
      FROM json_each(?2)
    )) AND (("t0"."price" > ?3) OR ("t0"."id" = ?1)))
    ORDER BY "t0"."name" DESC, "t0"."id"
    LIMIT 20
  ) AS "t0"
) || '}'

-- 1: 1, int:-9223372036854775808:9223372036854775807
-- 2: [1, 2], [int:-9223372036854775808:9223372036854775807]
-- 3: 0, decimal:10:2
