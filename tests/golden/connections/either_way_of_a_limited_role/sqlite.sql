'{"products_connection":' || (
  SELECT '{"edges":' || '[' || coalesce(CASE WHEN min(coalesce(coalesce(?1, ?2), 3), 3) > 0 THEN group_concat('{"node":' || '{"id":' || CASE typeof("t0"."id") WHEN 'integer' THEN "t0"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t0"."id") ELSE char(26) || 't' END || '}' || '}', ',') END, '') || ']' || ',"pageInfo":' || '{"hasNextPage":' || CASE WHEN CASE WHEN ?2 IS NOT NULL THEN 1 = 0 ELSE max("t0"."m") > min(coalesce(coalesce(?1, ?2), 3), 3) END THEN 'true' ELSE 'false' END || ',"hasPreviousPage":' || CASE WHEN CASE WHEN ?2 IS NOT NULL THEN max("t0"."m") > min(coalesce(coalesce(?1, ?2), 3), 3) ELSE 1 = 0 END THEN 'true' ELSE 'false' END || '}' || ',"totalCount":' || CAST((
    SELECT count(*)
    FROM "shop_product" AS "t3"
    WHERE ("t3"."is_public" = ?3)
  ) AS TEXT) || '}' AS j
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
          ) AS "t4"
          ORDER BY "t4"."o0"
          LIMIT min(coalesce(coalesce(?1, ?2), 3), 3) + 1
        ) AS "t5"
        ORDER BY "t5"."o0"
        LIMIT max(min(coalesce(coalesce(?1, ?2), 3), 3), 1)
      ) AS "t8"
      WHERE (?2 IS NOT NULL) IS NOT TRUE UNION ALL
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
          ) AS "t6"
          ORDER BY "t6"."o0" DESC
          LIMIT min(coalesce(coalesce(?1, ?2), 3), 3) + 1
        ) AS "t7"
        ORDER BY "t7"."o0" DESC
        LIMIT max(min(coalesce(coalesce(?1, ?2), 3), 3), 1)
      ) AS "t9"
      WHERE ?2 IS NOT NULL
    ) AS "t10"
    ORDER BY "t10"."o0"
  ) AS "t0"
) || ',"products":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CASE typeof("t11"."id") WHEN 'integer' THEN "t11"."id" WHEN 'null' THEN 'null' WHEN 'real' THEN gg_whole("t11"."id") ELSE char(26) || 't' END || '}', ',') AS j
  FROM (
    SELECT *
    FROM (
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t11"."id", "t11"."id" AS "o0"
          FROM "shop_product" AS "t11"
          WHERE ("t11"."is_public" = ?3)
          ORDER BY "t11"."id"
          LIMIT 3
        ) AS "t12"
        LIMIT coalesce(?1, -1)
      ) AS "t14"
      WHERE (?2 IS NOT NULL) IS NOT TRUE UNION ALL
      SELECT *
      FROM (
        SELECT *
        FROM (
          SELECT "t11"."id", "t11"."id" AS "o0"
          FROM "shop_product" AS "t11"
          WHERE ("t11"."is_public" = ?3)
          ORDER BY "t11"."id" DESC
          LIMIT 3
        ) AS "t13"
        ORDER BY "t13"."o0" DESC
        LIMIT coalesce(?2, -1)
      ) AS "t15"
      WHERE ?2 IS NOT NULL
    ) AS "t16"
    ORDER BY "t16"."o0"
  ) AS "t11"
), '') || ']' || '}'

-- 1: variable f, int:0:2147483647
-- 2: variable l, int:0:2147483647
-- 3: true, bool
