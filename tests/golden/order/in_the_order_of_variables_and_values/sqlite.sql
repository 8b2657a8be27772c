'{"numbers":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_product" AS "t0"
    ORDER BY CASE WHEN "t0"."id" = ?1 THEN 0 WHEN "t0"."id" = ?2 THEN 1 WHEN "t0"."id" = ?1 THEN 2 END NULLS LAST, "t0"."id"
    LIMIT 4
  ) AS "t0"
), '') || ']' || ',"texts":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t1"."slug" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t1"."slug"
    FROM "shop_tag" AS "t1"
    ORDER BY CASE WHEN "t1"."slug" = ?3 THEN 0 WHEN "t1"."slug" = ?4 THEN 1 END DESC NULLS FIRST, "t1"."id"
    LIMIT 4
  ) AS "t1"
), '') || ']' || ',"nothing":' || '[' || coalesce((
  SELECT group_concat('{"slug":' || json_quote(CAST("t2"."slug" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t2"."slug"
    FROM "shop_tag" AS "t2"
    ORDER BY (
      SELECT min(key)
      FROM json_each(?5)
      WHERE value = "t2"."slug"
    ) NULLS LAST, "t2"."id"
    LIMIT 2
  ) AS "t2"
), '') || ']' || '}'

-- 1: 3, int:-9223372036854775808:9223372036854775807
-- 2: variable a, int:-9223372036854775808:9223372036854775807
-- 3: variable b, text
-- 4: "new", text
-- 5: [], [text]
