-- rows of purchases
SELECT (
  SELECT '[' || coalesce(group_concat('[' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ']', ','), '') || ']'
  FROM (
    SELECT "t0"."id"
    FROM "shop_purchase" AS "t0"
    WHERE ("t0"."customer_id" = ?1)
    ORDER BY "t0"."id"
  ) AS "t0"
)
-- 1: 1, int:-9223372036854775808:9223372036854775807

-- answer of purchases
SELECT '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"product":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || ',"tags":' || '[' || coalesce((
      SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
      FROM (
        SELECT "t2"."slug"
        FROM "shop_tag" AS "t2"
        WHERE EXISTS (
          SELECT 1
          FROM "shop_product_tags" AS "t3"
          WHERE "t3"."product_id" = "t1"."id" AND "t2"."id" = "t3"."tag_id"
        )
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ), '') || ']' || '}' AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE "t1"."id" = "t0"."product_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."product_id"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."product_id"
      FROM (
        SELECT json_extract(value, '$[0]') AS "k0", key AS n
        FROM json_each(?1)
      ) AS k CROSS JOIN "shop_purchase" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
  ) AS "t0"
), '') || ']'
-- 1: step , text

-- answer
'{"purchases":' || coalesce(?1, 'null') || '}'
-- 1: step , text
