'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_product" AS "t0"
        WHERE ("t0"."is_public" = ?1) AND "t0"."id" <= coalesce(?2, 9e999) AND (?2 IS NULL OR ("t0"."id" < ?2))
        ORDER BY "t0"."id"
        LIMIT 3
      ) AS "t2"
      WHERE ((?3 IS NOT NULL OR ?2 IS NOT NULL)) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t0"."id", "t0"."id" AS "o0"
          FROM "shop_product" AS "t0"
          WHERE ("t0"."is_public" = ?1) AND "t0"."id" <= coalesce(?2, 9e999) AND (?2 IS NULL OR ("t0"."id" < ?2))
          ORDER BY "t0"."id" DESC
          LIMIT 3
        ) AS "t1"
        ORDER BY "t1"."o0" DESC
        LIMIT coalesce(?3, -1)
      ) AS "t3"
      WHERE (?3 IS NOT NULL OR ?2 IS NOT NULL)
    ) AS "t4"
    ORDER BY "t4"."o0"
  ) AS "t0"
), '') || ']' || '}'

-- 1: true, bool
-- 2: cursor before, int:-9223372036854775808:9223372036854775807
-- 3: variable last, int:0:2147483647
