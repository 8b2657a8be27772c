'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    WHERE "t0"."id" >= coalesce(?1, -9e999) AND (?1 IS NULL OR ("t0"."id" > ?1))
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' || '}'

-- 1: cursor after, int:-9223372036854775808:9223372036854775807
