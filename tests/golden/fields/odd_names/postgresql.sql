concat('{"odds":', concat('[', (
  SELECT string_agg(concat('{"where":', to_json("t0"."from where; --"::text)::text, ',"order_by":', coalesce("t0"."it's"::int4::text, 'null'), ',"limit":', coalesce("t0"."Größe"::int4::text, 'null'), ',"t0":', to_json("t0"."t0"::text)::text, ',"j":', to_json("t0"."j"::text)::text, ',"next":', coalesce("j0".j, 'null'), ',"previous":', concat('[', "j1".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."from where; --", "t0"."it's", "t0"."Größe", "t0"."t0", "t0"."j", "t0"."camelCase.next", "t0"."Select"
    FROM "Odd Table; --" AS "t0"
    ORDER BY "t0"."Select"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT concat('{"where":', to_json("t1"."from where; --"::text)::text, '}') AS j
    FROM (
      SELECT "t1"."from where; --"
      FROM "Odd Table; --" AS "t1"
      WHERE "t1"."Select" = "t0"."camelCase.next"
      LIMIT 1
    ) AS "t1"
  ) AS "j0" ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"limit":', coalesce("t2"."Größe"::int4::text, 'null'), '}'), ',') AS j
    FROM (
      SELECT "t2"."Größe"
      FROM "Odd Table; --" AS "t2"
      WHERE "t2"."camelCase.next" = "t0"."Select"
      ORDER BY "t2"."Select"
      LIMIT 20
    ) AS "t2"
  ) AS "j1" ON true
), ']'), ',"odd":', coalesce((
  SELECT concat('{"j":', to_json("t3"."j"::text)::text, '}') AS j
  FROM (
    SELECT "t3"."j"
    FROM "Odd Table; --" AS "t3"
    WHERE (("t3"."from where; --" = $1::text) AND ("t3"."Größe" > $2::int4))
    ORDER BY "t3"."it's" DESC NULLS LAST, "t3"."Select"
    LIMIT 1
  ) AS "t3"
), 'null'), '}')

-- 1: "th'ere", text
-- 2: 3, int:-2147483648:2147483647
