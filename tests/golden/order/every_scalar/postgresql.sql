concat('{"small":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_sample" AS "t0"
    ORDER BY "t0"."small", "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), ',"number":', concat('[', (
  SELECT string_agg(concat('{"id":', "t1"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t1"."id"
    FROM "shop_sample" AS "t1"
    ORDER BY "t1"."number" DESC, "t1"."id"
    LIMIT 20
  ) AS "t1"
), ']'), ',"big":', concat('[', (
  SELECT string_agg(concat('{"id":', "t2"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t2"."id"
    FROM "shop_sample" AS "t2"
    ORDER BY "t2"."big", "t2"."id"
    LIMIT 20
  ) AS "t2"
), ']'), ',"real":', concat('[', (
  SELECT string_agg(concat('{"id":', "t3"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t3"."id"
    FROM "shop_sample" AS "t3"
    ORDER BY "t3"."real" DESC, "t3"."id"
    LIMIT 20
  ) AS "t3"
), ']'), ',"exact":', concat('[', (
  SELECT string_agg(concat('{"id":', "t4"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t4"."id"
    FROM "shop_sample" AS "t4"
    ORDER BY "t4"."exact", "t4"."id"
    LIMIT 20
  ) AS "t4"
), ']'), ',"flag":', concat('[', (
  SELECT string_agg(concat('{"id":', "t5"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t5"."id"
    FROM "shop_sample" AS "t5"
    ORDER BY "t5"."flag" DESC, "t5"."id"
    LIMIT 20
  ) AS "t5"
), ']'), ',"text":', concat('[', (
  SELECT string_agg(concat('{"id":', "t6"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t6"."id"
    FROM "shop_sample" AS "t6"
    ORDER BY "t6"."text", "t6"."id"
    LIMIT 20
  ) AS "t6"
), ']'), ',"ident":', concat('[', (
  SELECT string_agg(concat('{"id":', "t7"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t7"."id"
    FROM "shop_sample" AS "t7"
    ORDER BY "t7"."ident" DESC, "t7"."id"
    LIMIT 20
  ) AS "t7"
), ']'), ',"day":', concat('[', (
  SELECT string_agg(concat('{"id":', "t8"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t8"."id"
    FROM "shop_sample" AS "t8"
    ORDER BY "t8"."day", "t8"."id"
    LIMIT 20
  ) AS "t8"
), ']'), ',"clock":', concat('[', (
  SELECT string_agg(concat('{"id":', "t9"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t9"."id"
    FROM "shop_sample" AS "t9"
    ORDER BY "t9"."clock" DESC, "t9"."id"
    LIMIT 20
  ) AS "t9"
), ']'), ',"moment":', concat('[', (
  SELECT string_agg(concat('{"id":', "t10"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t10"."id"
    FROM "shop_sample" AS "t10"
    ORDER BY "t10"."moment", "t10"."id"
    LIMIT 20
  ) AS "t10"
), ']'), ',"span":', concat('[', (
  SELECT string_agg(concat('{"id":', "t11"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t11"."id"
    FROM "shop_sample" AS "t11"
    ORDER BY "t11"."span" DESC, "t11"."id"
    LIMIT 20
  ) AS "t11"
), ']'), ',"blob":', concat('[', (
  SELECT string_agg(concat('{"id":', "t12"."id"::int8::text, '}'), ',') AS j
  FROM (
    SELECT "t12"."id"
    FROM "shop_sample" AS "t12"
    ORDER BY "t12"."blob", "t12"."id"
    LIMIT 20
  ) AS "t12"
), ']'), '}')
