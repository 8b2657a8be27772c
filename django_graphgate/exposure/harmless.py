"""What SQL may name without reading a table: functions of the databases themselves, and columns of every table."""

from __future__ import annotations

from typing import Final

SYSTEM_COLUMNS: Final = frozenset(
    {"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid", "rowid", "_rowid_"}
)

HARMLESS_FUNCTIONS: Final = frozenset(
    """
    age array_append array_cat array_fill array_position array_positions array_prepend array_remove
    array_replace array_to_json array_to_string cardinality changes char clock_timestamp crypt current_setting
    currval date date_part datetime decode digest encode every format gen_random_bytes gen_random_uuid
    gen_salt generate_series glob hashtext hashtextextended hex hmac iif instr isfinite json json_agg
    json_array json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_extract json_group_array json_group_object json_object
    json_object_agg json_object_keys json_patch json_populate_recordset json_quote json_to_record
    json_to_recordset json_tree json_type json_valid jsonb jsonb_agg jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each
    jsonb_each_text jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object_agg jsonb_object_keys
    jsonb_path_exists jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_populate_recordset
    jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_to_record jsonb_to_recordset jsonb_typeof julianday
    justify_days justify_hours justify_interval last_insert_rowid lastval make_date make_interval
    make_timestamptz nextval num_nonnulls num_nulls pg_advisory_lock pg_advisory_unlock pg_advisory_xact_lock
    pg_notify pg_sleep pg_try_advisory_lock pg_try_advisory_xact_lock phraseto_tsquery plainto_tsquery printf
    quote quote_ident quote_literal quote_nullable random randomblob regexp_count regexp_instr regexp_match
    regexp_matches regexp_split_to_array regexp_split_to_table row row_to_json scale set_config setval sha224
    sha256 sha384 sha512 sign similarity statement_timestamp strftime string_to_table strpos time timeofday
    timezone to_char to_date to_json to_jsonb to_number to_timestamp to_tsquery to_tsvector total_changes
    transaction_timestamp ts_headline ts_rank ts_rank_cd typeof unicode unistr unixepoch uuid_generate_v4
    websearch_to_tsquery width_bucket word_similarity zeroblob
    """.split()  # noqa: SIM905 -- a list of strings would be ten times as long
)
