(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') AS j, CASE WHEN max("t0"."m") > 2 THEN CASE WHEN ?1 IS NOT NULL THEN json_quote(?2 || '0:f:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') ELSE json_quote(?2 || '0:l:' || '[' || coalesce(group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ','), '') || ']') END ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
            ORDER BY "t0"."id"
            LIMIT 3
          ) AS "t1"
          ORDER BY "t1"."o0"
          LIMIT 2
        ) AS "t3"
        WHERE (?1 IS NOT NULL) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT "t0"."id", "t0"."id" AS "o0"
            FROM "shop_product" AS "t0"
            WHERE "t0"."id" <= coalesce(?1, 9e999) AND (?1 IS NULL OR ("t0"."id" < ?1))
            ORDER BY "t0"."id" DESC
            LIMIT 3
          ) AS "t2"
          ORDER BY "t2"."o0" DESC
          LIMIT 2
        ) AS "t4"
        WHERE ?1 IS NOT NULL
      ) AS "t5"
      ORDER BY "t5"."o0"
    ) AS "t0"
  ) AS "j0"
)

-- 1: cursor before, int:-9223372036854775808:9223372036854775807
-- 2: nonce , text
