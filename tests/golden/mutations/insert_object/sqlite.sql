-- answer
'{"product":' || coalesce((
  SELECT '{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"price":' || gg_decimal(CASE typeof("t0"."price") WHEN 'text' THEN CAST("t0"."price" AS BLOB) ELSE "t0"."price" END, 2) || ',"stock":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || ',"is_public":' || CASE "t0"."is_public" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."is_public" IS NULL THEN 'null' ELSE char(26) || 't' END END || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"tags":' || '[' || coalesce((
    SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t2"."slug"
      FROM "shop_tag" AS "t2"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t3"
        WHERE "t3"."product_id" = "t0"."id" AND "t2"."id" = "t3"."tag_id"
      )
      ORDER BY "t2"."id"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' || '}' AS j
  FROM (
    SELECT "t0"."name", "t0"."price", "t0"."stock", "t0"."is_public", "t0"."owner_id", "t0"."id"
    FROM (
      SELECT k.n AS "#position", "w"."name", "w"."price", "w"."stock", "w"."is_public", "w"."owner_id", "w"."id"
      FROM (
        SELECT json_extract(value, '$[0]') AS "k0", key AS n
        FROM json_each(?1)
      ) AS k CROSS JOIN "shop_product" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'
-- 1: step , text
