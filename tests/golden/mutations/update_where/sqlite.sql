-- rows of products
SELECT (
  SELECT '[' || coalesce(group_concat('[' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ']', ','), '') || ']'
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    WHERE EXISTS (
      SELECT 1
      FROM "shop_customer" AS "t1"
      WHERE "t1"."id" = "t0"."owner_id" AND ("t1"."name" = ?1)
    )
    ORDER BY "t0"."id"
  ) AS "t0"
)
-- 1: "Bob", text

-- answer
'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || ',"is_public":' || CASE "t0"."is_public" WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE CASE WHEN "t0"."is_public" IS NULL THEN 'null' ELSE char(26) || 't' END END || '}', ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."is_public"
    FROM (
      SELECT k.n AS "#position", "w"."id", "w"."is_public"
      FROM (
        SELECT json_extract(value, '$[0]') AS "k0", key AS n
        FROM json_each(?1)
      ) AS k CROSS JOIN "shop_product" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
  ) AS "t0"
), '') || ']' || '}'
-- 1: step , text
