(
  SELECT '{"products":' || '[' || coalesce("j0".j, '') || ']' || ',"products_cursor":' || coalesce("j0".c, 'null') || '}'
  FROM (
    SELECT 1
  ) AS "root" CROSS JOIN (
    SELECT CASE WHEN min(coalesce(?1, 3), 3) > 0 THEN group_concat('{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}', ',') END AS j, CASE WHEN max("t0"."m") > min(coalesce(?1, 3), 3) THEN CASE WHEN ?1 IS NOT NULL THEN json_quote(?2 || '0:f:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 3), 3) > 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') ELSE json_quote(?2 || '0:l:' || '[' || coalesce(CASE WHEN min(coalesce(?1, 3), 3) > 0 THEN group_concat('[' || gg_key(CASE typeof("t0"."o0") WHEN 'integer' THEN "t0"."o0" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."o0") ELSE char(26) || 't' END, CASE typeof("t0"."o0") WHEN 'text' THEN CAST("t0"."o0" AS BLOB) ELSE "t0"."o0" END) || ']', ',') END, '') || ']') END ELSE 'null' END AS c
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT *
            FROM (
              SELECT "t0"."id", "t0"."id" AS "o0"
              FROM "shop_product" AS "t0"
              WHERE ("t0"."is_public" = ?3)
              ORDER BY "t0"."id"
              LIMIT 4
            ) AS "t1"
            ORDER BY "t1"."o0"
            LIMIT min(coalesce(?1, 3), 3) + 1
          ) AS "t2"
          ORDER BY "t2"."o0"
          LIMIT max(min(coalesce(?1, 3), 3), 1)
        ) AS "t5"
        WHERE (?1 IS NOT NULL) IS NOT TRUE UNION ALL
        SELECT *
        FROM (
          SELECT *, count(*) OVER () AS "m"
          FROM (
            SELECT *
            FROM (
              SELECT "t0"."id", "t0"."id" AS "o0"
              FROM "shop_product" AS "t0"
              WHERE ("t0"."is_public" = ?3)
              ORDER BY "t0"."id" DESC
              LIMIT 4
            ) AS "t3"
            ORDER BY "t3"."o0" DESC
            LIMIT min(coalesce(?1, 3), 3) + 1
          ) AS "t4"
          ORDER BY "t4"."o0" DESC
          LIMIT max(min(coalesce(?1, 3), 3), 1)
        ) AS "t6"
        WHERE ?1 IS NOT NULL
      ) AS "t7"
      ORDER BY "t7"."o0"
    ) AS "t0"
  ) AS "j0"
)

-- 1: variable last, int:0:2147483647
-- 2: nonce , text
-- 3: true, bool
