concat('{"profiles":', concat('[', (
  SELECT string_agg(concat('{"bio":', to_json("t0"."bio"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."bio"
    FROM "shop_profile" AS "t0"
    ORDER BY "t0"."customer_id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"products":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t1"."name"::text)::text, ',"description":', coalesce(to_json("t1"."description"::text)::text, 'null'), ',"attributes":', "t1"."attributes"::jsonb::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."name", "t1"."description", "t1"."attributes"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"categories":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t2"."name"::text)::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."name"
    FROM "shop_category" AS "t2"
    ORDER BY "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"customers":', concat('[', (
  SELECT string_agg(concat('{"name":', to_json("t3"."name"::text)::text, ',"email":', coalesce(to_json("t3"."email"::text)::text, 'null'), '}'), ',') AS j
  FROM (
    SELECT "t3"."name", "t3"."email"
    FROM "shop_customer" AS "t3"
    ORDER BY "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), '}')
