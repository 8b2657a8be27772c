'{"tags":' || '[' || coalesce((
  SELECT group_concat('{"id":' || CAST("t0"."id" AS INTEGER) || '}', ',') AS j
  FROM (
    SELECT "t0"."id"
    FROM "shop_tag" AS "t0"
    ORDER BY "t0"."id"
    LIMIT 1
  ) AS "t0"
), '') || ']' || '}'
