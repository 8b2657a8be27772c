'{"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t1"."slug"
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND (("t1"."slug" <> ?2) AND ("t1"."id" < ?3))
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ?1 IS NOT NULL AND (("t0"."is_public" = ?4) OR ("t0"."owner_id" = ?1))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' ELSE 'null' END || ',"tags":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t3"."slug" AS TEXT)) || ',"products":' || CASE WHEN ?1 IS NOT NULL THEN '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t4"."id") WHEN 'integer' THEN "t4"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t4"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t4"."id"
      FROM "shop_product" AS "t4"
      WHERE ?1 IS NOT NULL AND EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t5"
        WHERE "t5"."tag_id" = "t3"."id" AND "t4"."id" = "t5"."product_id"
      ) AND (("t4"."is_public" = ?4) OR ("t4"."owner_id" = ?1))
      ORDER BY "t4"."id"
      LIMIT 20
    ) AS "t4"
  ), '') || ']' ELSE 'null' END || '}', ',') AS j
  FROM (
    SELECT "t3"."slug", "t3"."id"
    FROM "shop_tag" AS "t3"
    WHERE (("t3"."slug" <> ?2) AND ("t3"."id" < ?3))
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), '') || ']' || '}'

-- 1: caller user_id, int:-9223372036854775808:9223372036854775807
-- 2: "rare", text
-- 3: 4, int:-9223372036854775808:9223372036854775807
-- 4: true, bool
