concat('{"asc":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"weight":', CASE WHEN "t0"."weight" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t0"."weight"::float8::text WHEN "t0"."weight" IS NULL THEN 'null' ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."weight"
    FROM "shop_product" AS "t0"
    ORDER BY "t0"."weight", "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"desc":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, ',"weight":', CASE WHEN "t1"."weight" BETWEEN '-1.7976931348623157e308' AND '1.7976931348623157e308' THEN "t1"."weight"::float8::text WHEN "t1"."weight" IS NULL THEN 'null' ELSE E'\032n' END, '}'), ',') AS j
  FROM (
    SELECT "t1"."id", "t1"."weight"
    FROM "shop_product" AS "t1"
    ORDER BY "t1"."weight" DESC, "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"asc_first":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_product" AS "t2"
    ORDER BY "t2"."weight" NULLS FIRST, "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"asc_last":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_product" AS "t3"
    ORDER BY "t3"."weight", "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"desc_first":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_product" AS "t4"
    ORDER BY "t4"."weight" DESC, "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"desc_last":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_product" AS "t5"
    ORDER BY "t5"."weight" DESC NULLS LAST, "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), '}')
