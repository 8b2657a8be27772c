'{"odds":' || '[' || coalesce((
  SELECT group_concat('{"where":' || json_quote(CAST("t0"."from where; --" AS TEXT)) || '}', ',') AS j
  FROM (
    SELECT "t0"."from where; --"
    FROM "Odd Table; --" AS "t0"
    ORDER BY "t0"."Select"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"odd":' || coalesce((
  SELECT '{"t0":' || json_quote(CAST("t1"."t0" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t1"."t0"
    FROM "Odd Table; --" AS "t1"
    ORDER BY "t1"."Select"
    LIMIT 1
  ) AS "t1"
), 'null') || '}'
