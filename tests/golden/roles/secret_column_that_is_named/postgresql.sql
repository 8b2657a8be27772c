concat('{"customers":', concat('[', (
  SELECT string_agg(concat('{"id":', "t0"."id"::int8::text, ',"name":', to_json("t0"."name"::text)::text, ',"api_token":', coalesce(to_json("t0"."api_token"::text)::text, 'null'), ',"is_active":', CASE WHEN "t0"."is_active" THEN 'true' WHEN NOT "t0"."is_active" THEN 'false' ELSE 'null' END, '}'), ',') AS j
  FROM (
    SELECT "t0"."id", "t0"."name", "t0"."api_token", "t0"."is_active"
    FROM "shop_customer" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 20
  ) AS "t0"
), ']'), '}')
