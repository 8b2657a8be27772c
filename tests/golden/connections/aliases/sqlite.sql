'{"few":' || (
  SELECT '{"a":' || '[' || coalesce(group_concat('{"x":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"b":' || '[' || coalesce(group_concat('{"at":' || json_quote(?1 || '0:l:' || '[' || '[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']' || ']') || ',"y":' || '{"slug":' || json_quote(CAST("t0"."slug" AS TEXT)) || ',"products":' || '[' || coalesce((
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
      LIMIT 1
    ) AS "t1"
  ), '') || ']' || '}' || ',"z":' || '{"n":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}', ',') AS j
    FROM (
      SELECT "t3"."name"
      FROM "shop_product" AS "t3"
      WHERE EXISTS (
        SELECT 1
        FROM "shop_product_tags" AS "t4"
        WHERE "t4"."tag_id" = "t0"."id" AND "t3"."id" = "t4"."product_id"
      )
      ORDER BY "t3"."id"
      LIMIT 2
    ) AS "t3"
  ), '') || ']' || '}' || '}', ','), '') || ']' || ',"p":' || '{"more":' || CASE WHEN max("t0"."m") > 2 THEN 'true' ELSE 'false' END || '}' || ',"q":' || '{"end":' || json_quote(?1 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."slug", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 3
    ) AS "t5"
    ORDER BY "t5"."o0"
    LIMIT 2
  ) AS "t0"
) || '}'

-- 1: nonce , text
