'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE (EXISTS (
      SELECT 1
      FROM "shop_tag" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."product_id" = "t0"."id" AND "t1"."id" = "t2"."tag_id"
      ) AND ("t1"."slug" IN (
        SELECT value
        FROM json_each(?1)
      ))
    ) AND EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t3"
      WHERE "t3"."id" = "t0"."owner_id" AND (("t3"."name" = ?2) OR ("t3"."name" = ?3))
    ))
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'

-- 1: ["rare", "new"], [text]
-- 2: "Ada", text
-- 3: "Bob", text
