'{"odds":' || '[' || coalesce((
  SELECT group_concat('{"where":' || json_quote(CAST("t0"."from where; --" AS TEXT)) || ',"order_by":' || CASE WHEN "t0"."it's" IS NULL THEN 'null' WHEN typeof("t0"."it's") IN ('integer', 'real') AND "t0"."it's" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."it's") WHEN 'integer' THEN "t0"."it's" ELSE gg_whole("t0"."it's") END ELSE char(26) || 't' END || ',"limit":' || CASE WHEN "t0"."Größe" IS NULL THEN 'null' WHEN typeof("t0"."Größe") IN ('integer', 'real') AND "t0"."Größe" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t0"."Größe") WHEN 'integer' THEN "t0"."Größe" ELSE gg_whole("t0"."Größe") END ELSE char(26) || 't' END || ',"t0":' || json_quote(CAST("t0"."t0" AS TEXT)) || ',"j":' || json_quote(CAST("t0"."j" AS TEXT)) || ',"next":' || coalesce((
    SELECT '{"where":' || json_quote(CAST("t1"."from where; --" AS TEXT)) || '}' AS j
    FROM (
      SELECT "t1"."from where; --"
      FROM "Odd Table; --" AS "t1"
      WHERE "t1"."Select" = "t0"."camelCase.next"
      LIMIT 1
    ) AS "t1"
  ), 'null') || ',"previous":' || '[' || coalesce((
    SELECT group_concat('{"limit":' || CASE WHEN "t2"."Größe" IS NULL THEN 'null' WHEN typeof("t2"."Größe") IN ('integer', 'real') AND "t2"."Größe" BETWEEN -2147483648 AND 2147483647 THEN CASE typeof("t2"."Größe") WHEN 'integer' THEN "t2"."Größe" ELSE gg_whole("t2"."Größe") END ELSE char(26) || 't' END || '}', ',') AS j
    FROM (
      SELECT "t2"."Größe"
      FROM "Odd Table; --" AS "t2"
      WHERE "t2"."camelCase.next" = "t0"."Select"
      ORDER BY "t2"."Select"
      LIMIT 20
    ) AS "t2"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."from where; --", "t0"."it's", "t0"."Größe", "t0"."t0", "t0"."j", "t0"."camelCase.next", "t0"."Select"
    FROM "Odd Table; --" AS "t0"
    ORDER BY "t0"."Select"
    LIMIT 20
  ) AS "t0"
), '') || ']' || ',"odd":' || coalesce((
  SELECT '{"j":' || json_quote(CAST("t3"."j" AS TEXT)) || '}' AS j
  FROM (
    SELECT "t3"."j"
    FROM "Odd Table; --" AS "t3"
    WHERE (("t3"."from where; --" = ?1) AND ("t3"."Größe" > ?2))
    ORDER BY "t3"."it's" DESC, "t3"."Select"
    LIMIT 1
  ) AS "t3"
), 'null') || '}'

-- 1: "th'ere", text
-- 2: 3, int:-2147483648:2147483647
