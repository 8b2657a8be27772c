concat('{"categories":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t0"."name"::text)::text, ',"children":', concat('[', "j0".j, ']'), '}'), ',') AS j
  FROM (
    SELECT "t0"."name", "t0"."id"
    FROM "shop_category" AS "t0"
    WHERE "t0"."parent_id" IS NULL
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
  LEFT JOIN LATERAL (
    SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, ',"children":', concat('[', "j0".j, ']'), '}'), ',') AS j
    FROM (
      SELECT "t1"."name", "t1"."id"
      FROM "shop_category" AS "t1"
      WHERE "t1"."parent_id" = "t0"."id"
      ORDER BY "t1"."id"
      LIMIT 20
    ) AS "t1"
    LEFT JOIN LATERAL (
      SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, ',"products":', concat('[', "j0".j, ']'), '}'), ',') AS j
      FROM (
        SELECT "t2"."name", "t2"."id"
        FROM "shop_category" AS "t2"
        WHERE "t2"."parent_id" = "t1"."id"
        ORDER BY "t2"."id"
        LIMIT 20
      ) AS "t2"
      LEFT JOIN LATERAL (
        SELECT string_agg(concat('{"name":', to_json("t3"."name"::text)::text, '}'), ',') AS j
        FROM (
          SELECT "t3"."name"
          FROM "shop_product" AS "t3"
          WHERE "t3"."category_id" = "t2"."id"
          ORDER BY "t3"."id"
          LIMIT 20
        ) AS "t3"
      ) AS "j0" ON true
    ) AS "j0" ON true
  ) AS "j0" ON true
), ']'), '}')
