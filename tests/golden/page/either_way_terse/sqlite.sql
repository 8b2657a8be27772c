'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0", row_number() OVER (PARTITION BY "t0"."slug" ORDER BY "t0"."id") AS "rank"
            FROM "shop_tag" AS "t0"
          ) AS "t1"
          WHERE "t1"."rank" = 1
          ORDER BY "t1"."o0"
          LIMIT 20 OFFSET coalesce(?1, 0)
        ) AS "t2"
        LIMIT coalesce(?2, -1)
      ) AS "t4"
      WHERE (?3 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0", row_number() OVER (PARTITION BY "t0"."slug" ORDER BY "t0"."id") AS "rank"
            FROM "shop_tag" AS "t0"
          ) AS "t1"
          WHERE "t1"."rank" = 1
          ORDER BY "t1"."o0" DESC
          LIMIT 20 OFFSET coalesce(?1, 0)
        ) AS "t3"
        ORDER BY "t3"."o0" DESC
        LIMIT coalesce(?3, -1)
      ) AS "t5"
      WHERE ?3 IS NOT NULL
    ) AS "t6"
    ORDER BY "t6"."o0"
  ) AS "t0"
), '') || ']' || '}'

-- 1: variable o, int:0:2147483647
-- 2: variable f, int:0:2147483647
-- 3: variable l, int:0:2147483647
