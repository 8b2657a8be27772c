-- answer
'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t0"."slug" AS TEXT)) || ',"products":' || '[' || coalesce((
    SELECT group_concat('{"id":' || CASE typeof("t1"."id") WHEN 'integer' THEN "t1"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t1"."id") ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t1"."id"
      FROM "shop_product" AS "t1"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t2"
        WHERE "t2"."tag_id" = "t0"."id" AND "t1"."id" = "t2"."product_id"
      )
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."slug", "t0"."id"
    FROM (
      SELECT k.n AS "#position", "w"."slug", "w"."id"
      FROM (
        SELECT json_extract(value, '$[0]') AS "k0", key AS n
        FROM json_each(?1)
      ) AS k CROSS JOIN "shop_tag" AS "w"
      WHERE "w"."id" = k."k0"
    ) AS "t0"
    ORDER BY "t0"."#position"
  ) AS "t0"
), '') || ']' || '}'
-- 1: step , text
