-- rows of bundle
SELECT (
  SELECT '[' || coalesce(group_concat('[' || CASE typeof("t0"."product_ptr_id") WHEN 'integer' THEN "t0"."product_ptr_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."product_ptr_id") ELSE char(26) || 't' END || ']', ','), '') || ']'
  FROM (
    SELECT "t0"."product_ptr_id"
    FROM "shop_bundle" AS "t0"
    WHERE ("t0"."product_ptr_id" = ?1)
    ORDER BY "t0"."product_ptr_id"
  ) AS "t0"
)
-- 1: 7, int:-9223372036854775808:9223372036854775807

-- answer
'{"bundle":' || coalesce((
  SELECT '{"product_ptr_id":' || CASE typeof("t0"."product_ptr_id") WHEN 'integer' THEN "t0"."product_ptr_id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."product_ptr_id") ELSE char(26) || 't' END || ',"pieces":' || CASE WHEN "t0"."pieces" IS NULL THEN 'null' WHEN typeof("t0"."pieces") IN ('integer', 'real') AND "t0"."pieces" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."pieces") WHEN 'integer' THEN "t0"."pieces" ELSE gg_whole("t0"."pieces") END ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"owner":' || coalesce((
    SELECT '{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."name"
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id"
      LIMIT 1
    ) AS "t1"
  ), 'null') || '}' AS j
  FROM (
    SELECT "t0"."product_ptr_id", "t0"."pieces", "t0"."name", "t0"."owner_id"
    FROM (
      SELECT k.n AS "#position", "w"."product_ptr_id", "w"."pieces", "w"."name", "w"."owner_id"
      FROM (
        SELECT json_extract(value, '$[0]') AS "k0", key AS n
        FROM json_each(?1)
      ) AS k CROSS JOIN (
        SELECT r."product_ptr_id", r."pieces", "p0"."name" AS "name", "p0"."owner_id" AS "owner_id"
        FROM "shop_bundle" AS r JOIN "shop_product" AS "p0" ON "p0"."id" = r."product_ptr_id"
      ) AS "w"
      WHERE "w"."product_ptr_id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
    LIMIT 1
  ) AS "t0"
), 'null') || '}'
-- 1: step , text
