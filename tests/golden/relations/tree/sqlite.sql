'{"categories":' || '[' || coalesce((
  SELECT group_concat('{"name":' || json_quote(CAST("t0"."name" AS TEXT)) || ',"children":' || '[' || coalesce((
    SELECT group_concat('{"name":' || json_quote(CAST("t1"."name" AS TEXT)) || ',"children":' || '[' || coalesce((
      SELECT group_concat('{"name":' || json_quote(CAST("t2"."name" AS TEXT)) || ',"products":' || '[' || coalesce((
        SELECT group_concat('{"name":' || json_quote(CAST("t3"."name" AS TEXT)) || '}', ',') AS j
        FROM (
          SELECT "t3"."name"
          FROM "shop_product" AS "t3"
          WHERE "t3"."category_id" = "t2"."id"
          ORDER BY "t3"."id"
          LIMIT 20
        ) AS "t3"
      ), '') || ']' || '}', ',') AS j
      FROM (
        SELECT "t2"."name", "t2"."id"
        FROM "shop_category" AS "t2"
        WHERE "t2"."parent_id" = "t1"."id"
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
    ), '') || ']' || '}', ',') AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_category" AS "t1"
      WHERE "t1"."parent_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
  ), '') || ']' || '}', ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_category" AS "t0"
    WHERE "t0"."parent_id" IS NULL
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), '') || ']' || '}'
