'{"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_product" AS "t0"
        WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
        ORDER BY "t0"."id"
        LIMIT 2
      ) AS "t1"
      WHERE (?1 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT "t0"."id", "t0"."id" AS "o0"
        FROM "shop_product" AS "t0"
        WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
        ORDER BY "t0"."id" DESC
        LIMIT 2
      ) AS "t2"
      WHERE ?1 IS NOT NULL
    ) AS "t3"
    ORDER BY "t3"."o0"
  ) AS "t0"
), '') || ']' || '}'

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
