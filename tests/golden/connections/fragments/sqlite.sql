'{"tags_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ','), '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN max("t0"."m") > 1 THEN 'true' ELSE 'false' END || '}' || '}' AS j
  FROM (
    SELECT *, count(*) OVER () AS "m"
    FROM (
      SELECT "t0"."id", "t0"."id" AS "o0"
      FROM "shop_tag" AS "t0"
      ORDER BY "t0"."id"
      LIMIT 2
    ) AS "t1"
    ORDER BY "t1"."o0"
    LIMIT 1
  ) AS "t0"
) || '}'
