concat('{"odds":', concat('[', (
  SELECT string_agg(concat('{"where":', to_json("t0"."from where; --"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."from where; --"
    FROM "Odd Table; --" AS "t0"
    ORDER BY "t0"."Select"
    LIMIT 20
  ) AS "t0"
), ']'), ',"odd":', coalesce((
  SELECT concat('{"t0":', to_json("t1"."t0"::text)::text, '}') AS j
  FROM (
    SELECT "t1"."t0"
    FROM "Odd Table; --" AS "t1"
    ORDER BY "t1"."Select"
    LIMIT 1
  ) AS "t1"
), 'null'), '}')
