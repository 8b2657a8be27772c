-- rows of product
SELECT (
  SELECT '[' || coalesce(group_concat('[' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ']', ','), '') || ']'
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE ("t0"."id" = ?1)
    ORDER BY "t0"."id"
  ) AS "t0"
)
-- 1: 3, int:-9223372036854775808:9223372036854775807

-- answer
'{"product":' || coalesce((
  SELECT '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"description":' || CASE WHEN "t0"."description" IS NULL THEN 'null' ELSE json_quote(CAST("t0"."description" AS TEXT)) END || ',"stock":' || CASE WHEN "t0"."stock" IS NULL THEN 'null' WHEN typeof("t0"."stock") IN ('integer', 'real') AND "t0"."stock" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."stock") WHEN 'integer' THEN "t0"."stock" ELSE gg_whole("t0"."stock") END ELSE char(26) || 't' END || '}' AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."description", "t0"."stock"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."name", "w"."description", "w"."stock"
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
