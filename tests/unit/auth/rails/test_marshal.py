"""The reader of Marshal takes plain values and nothing else, whatever the bytes say."""

from __future__ import annotations

import datetime as dt
import math
import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_graphgate.auth.rails.failures import SessionInvalid
from django_graphgate.auth.rails.formats import marshal
from django_graphgate.auth.rails.formats.marshal import load
from django_graphgate.auth.rails.formats.ruby_classes import CACHE_ENTRY, CacheEntry
from tests.support.auth.rails.ruby import PREFIX, body, dump, number, raw, session, symbol
from tests.support.auth.rails.vectors import of_store, stored
from tests.support.effort import at_most

PLAIN = (type(None), bool, int, float, str, bytes, list, dict, dt.datetime)
TIME = b"Iu" + symbol("Time") + number(8) + b"\xd6\xe9\x1e\xc0\x00\x00@5" + number(1)
TIME += symbol("zone") + b"I" + raw(b"UTC") + number(1) + symbol("E") + b"F"


def refused(data: bytes, reason: str = "malformed", *, entries: bool = False) -> None:
    with pytest.raises(SessionInvalid) as caught:
        load(data, entries=entries)
    assert caught.value.reason == reason


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**80), 2**80)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary().filter(lambda raw: not raw.isascii()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_values_come_back(value):
    if "inf" not in repr(value):
        assert load(dump(value)) == value


@pytest.mark.parametrize("number", [0, 1, 122, 123, 255, 256, 65535, 65536, 2**24, 2**30 - 1, 2**62, 2**64])
@pytest.mark.parametrize("sign", [1, -1])
def test_whole_numbers_of_every_width(number, sign):
    assert load(dump(sign * number)) == sign * number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"1.5", 1.5),
        (b"-0", -0.0),
        (b"1e100", 1e100),
        (b"inf", math.inf),
        (b"-inf", -math.inf),
        (b"0.1\x00\xcc\xcd", 0.1),
    ],
)
def test_floats(text, value):
    assert load(PREFIX + b"f" + number(len(text)) + text) == value


def test_nan():
    assert math.isnan(load(PREFIX + b"f" + number(3) + b"nan"))


@pytest.mark.parametrize("text", [b"", b"0x10", b"1_000", b" 1", b"1 ", b"nan(0)", b"infinity", b"1e", b"."])
def test_float_that_is_no_number(text):
    refused(PREFIX + b"f" + number(len(text)) + text)


# ------------------------------------------------------------------------------------------- strings


@pytest.mark.parametrize(
    ("bytes_", "variables", "value"),
    [
        ("é".encode(), symbol("E") + b"T", "é"),
        (b"abc", symbol("E") + b"F", "abc"),
        (b"caf\xe9", symbol("encoding") + raw(b"ISO-8859-1"), "café"),
        (b"\x80", symbol("encoding") + raw(b"Windows-1252"), "€"),
        (b"\x82\xa0", symbol("encoding") + raw(b"Shift_JIS"), b"\x82\xa0"),
        (b"\x82\xa0", symbol("encoding") + raw(b"rot13"), b"\x82\xa0"),
        (b"\xff", symbol("E") + b"T", b"\xff"),
        (b"\xff", symbol("E") + b"F", b"\xff"),
    ],
)
def test_encoding_of_a_string(bytes_, variables, value):
    assert load(PREFIX + b"I" + raw(bytes_) + number(1) + variables) == value


def test_string_without_an_encoding():
    assert load(PREFIX + raw(b"abc")) == "abc"
    assert load(PREFIX + raw(b"\xff")) == b"\xff"


def test_symbol_is_its_text():
    assert load(PREFIX + symbol("abc")) == "abc"
    utf8 = b"I:" + number(2) + "é".encode() + number(1) + symbol("E") + b"T"
    assert load(PREFIX + b"[" + number(2) + utf8 + b";" + number(0)) == ["é", "é"]


# --------------------------------------------------------------------------------------------- links


def test_links_count_strings_floats_and_bignums():
    items = [
        body(1.5),
        body(2**70),
        raw(b"a"),
        body([]),
        b"@" + number(3),
        b"@" + number(2),
        b"@" + number(1),
    ]
    assert load(PREFIX + b"[" + number(len(items)) + b"".join(items)) == [
        1.5,
        2**70,
        "a",
        [],
        "a",
        2**70,
        1.5,
    ]


def test_links_do_not_count_symbols_and_small_numbers():
    items = [body(1), symbol("s"), body(None), raw(b"a"), b"@" + number(1), b";" + number(0)]
    assert load(PREFIX + b"[" + number(len(items)) + b"".join(items)) == [1, "s", None, "a", "a", "s"]


def test_time_is_counted_after_its_variables():
    items = [TIME, b"@" + number(1), b"@" + number(2)]
    time_, zone, again = load(PREFIX + b"[" + number(3) + b"".join(items))
    assert zone == "UTC"
    assert again is time_


def test_object_with_marshal_load_is_counted_before_its_value():
    zoned = b"U" + symbol("ActiveSupport::TimeWithZone") + b"[" + number(3) + TIME + raw(b"Paris") + TIME
    zoned = zoned.replace(symbol("zone"), symbol("z"), 1)
    items = [zoned, b"@" + number(1)]
    first, second = load(PREFIX + b"[" + number(2) + b"".join(items))
    assert isinstance(first, dt.datetime)
    assert second is first


@pytest.mark.parametrize("link", [-1, 1, 5, 2**30 - 1])
def test_link_to_nothing(link):
    refused(PREFIX + b"[" + number(1) + b"@" + number(link))


@pytest.mark.parametrize("link", [-1, 0, 7])
def test_symbol_link_to_nothing(link):
    refused(PREFIX + b";" + number(link))


@pytest.mark.parametrize(
    "around",
    [
        b"[" + number(1) + b"@\0",
        b"{" + number(1) + b"i\0@\0",
        b"}" + number(0) + b"@\0",
        b"I" + raw(b"a") + number(1) + symbol("E") + b"@\0",
        b"o" + symbol("Set") + number(1) + symbol("@hash") + b"@\0",
        b"U" + symbol("Date") + b"@\0",
    ],
)
def test_value_that_contains_itself(around):
    refused(PREFIX + around)


def test_many_links_to_big_values_stay_one_value():
    # Each array holds the one before it twice: 2 ** 90 leaves if anybody copied them.
    items = [body([])]
    items += [b"[" + number(2) + (b"@" + number(index)) * 2 for index in range(1, 91)]
    assert len(load(PREFIX + b"[" + number(len(items)) + b"".join(items))) == 91


# ------------------------------------------------------------------------------------------- objects


def test_time():
    assert load(PREFIX + TIME) == dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)


def test_time_of_ruby_1_6():
    packed = (1_000_000_000).to_bytes(4, "little") + (5).to_bytes(4, "little")
    expected = dt.datetime(2001, 9, 9, 1, 46, 40, 5, dt.UTC)
    assert load(PREFIX + b"u" + symbol("Time") + number(8) + packed) == expected


@pytest.mark.parametrize("packed", [b"", b"\xff" * 8, b"\0\0\0\x80\0\0\0\0", b"\xd6\xe9\x1e\xc0\x00\x00@5\0"])
def test_time_outside_the_calendar(packed):
    refused(PREFIX + b"u" + symbol("Time") + number(len(packed)) + packed)


def test_time_with_zone_around_something_else():
    for inner in (body([]), body(["now"]), body(5)):
        refused(PREFIX + b"U" + symbol("ActiveSupport::TimeWithZone") + inner)


def test_flash_of_rails_3_is_a_dict():
    flash = b"o" + symbol("ActionDispatch::Flash::FlashHash") + number(1) + symbol("@closed") + b"F"
    assert load(PREFIX + flash) == {"@closed": False}


def test_list_with_variables_loses_them():
    assert load(PREFIX + b"I" + body([1]) + number(1) + symbol("@a") + b"T") == [1]


@pytest.mark.parametrize("name", [b"i\0", b'"\0', b"I[", b"I", b""])
def test_class_whose_name_is_no_symbol(name):
    refused(PREFIX + b"o" + name)


def test_bignum_without_a_sign():
    refused(PREFIX + b"l*" + number(1) + b"\1\1")


def test_big_decimal_is_text():
    assert load(PREFIX + b"u" + symbol("BigDecimal") + number(10) + b"18:0.125e2") == "0.125e2"
    refused(PREFIX + b"u" + symbol("BigDecimal") + number(6) + b"18:abc")


def test_set_is_a_list():
    members = b"}" + number(2) + raw(b"a") + b"T" + raw(b"b") + b"TF"
    assert load(PREFIX + b"o" + symbol("Set") + number(1) + symbol("@hash") + members) == ["a", "b"]
    refused(PREFIX + b"o" + symbol("Set") + number(0))


def test_hash_with_indifferent_access_is_a_dict():
    name = symbol("ActiveSupport::HashWithIndifferentAccess")
    assert load(PREFIX + b"C" + name + b"{" + number(1) + raw(b"a") + b"T") == {"a": True}


def test_safe_buffer_is_its_text():
    text = b"IC" + symbol("ActiveSupport::SafeBuffer") + raw(b"<b>") + number(2)
    assert load(PREFIX + text + symbol("E") + b"T" + symbol("@html_safe") + b"T") == "<b>"


def test_hash_with_a_default_loses_it():
    assert load(PREFIX + b"}" + number(1) + raw(b"a") + body(1) + body(0)) == {"a": 1}


@pytest.mark.parametrize("key", [[1], {}, 1.5, 2**61, -(2**61)])
def test_entry_that_nobody_looks_up_is_left_out(key):
    assert load(PREFIX + b"{" + number(2) + body(key) + body(2) + body("a") + body(3)) == {"a": 3}


def test_keys_of_one_hash_value_take_no_time():
    keys = b"".join(body(index * (2**61 - 1)) + b"0" for index in range(1, 40_000))
    with at_most(seconds=2):
        assert load(PREFIX + b"{" + number(39_999) + keys) == {}


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"C" + symbol("OmniAuth::AuthHash") + body({"uid": "1"}), {"uid": "1"}),
        (b"C" + symbol("Hashie::Array") + body([1]), [1]),
    ],
)
def test_plain_value_of_a_known_class(data, value):
    assert load(PREFIX + data) == value
    # What follows a value and is a link to it counts it once, as Ruby does.
    linked = b"[" + number(3) + data + body("last") + b"@" + number(1)
    assert load(PREFIX + linked) == [value, "last", value]


UNSUPPORTED = {
    "object": b"o" + symbol("ERB") + number(0),
    "object that is named like a module": b"o" + symbol("Set::Evil") + number(0),
    "subclass of Hash": b"C" + symbol("EvilHash") + body({}),
    "subclass of String": b"C" + symbol("Evil") + raw(b"a"),
    "known subclass around another kind": b"C" + symbol("ActiveSupport::SafeBuffer") + body({}),
    "known subclass around an object": b"C"
    + symbol("HashWithIndifferentAccess")
    + b"o"
    + symbol("ERB")
    + b"\0",
    "object with _load": b"u" + symbol("Evil") + raw(b"a")[1:],
    "object with _load and variables": b"Iu" + symbol("Evil") + raw(b"a")[1:] + number(0),
    "object with marshal_load": b"U" + symbol("Gem::Requirement") + body([]),
    "Struct": b"S" + symbol("Point") + number(0),
    "Complex": b"U" + symbol("Complex") + body([1, 2]),
    "Range": b"o" + symbol("Range") + number(0),
    "Regexp": b"/" + raw(b"a")[1:] + b"\0",
    "Regexp with variables": b"I/" + raw(b"a")[1:] + b"\0" + number(0),
    "class": b"c" + raw(b"Kernel")[1:],
    "module": b"m" + raw(b"Kernel")[1:],
    "old module": b"M" + raw(b"Kernel")[1:],
    "extended": b"e" + symbol("Kernel") + body([]),
    "data": b"d" + symbol("Evil") + body([]),
    "number with variables": b"Ii\0" + number(0),
    "unknown": b"\x7f",
    "variables of variables": b"II" + raw(b"a") + number(0) + number(0),
    "cache entry": b"o" + symbol(CACHE_ENTRY) + number(0),
}


@pytest.mark.parametrize("value", UNSUPPORTED.values(), ids=UNSUPPORTED)
@pytest.mark.parametrize("place", ["alone", "in a list", "as a key", "as a value"])
def test_unsupported_type_ends_the_reading(value, place):
    around = {
        "alone": b"%s",
        "in a list": b"[" + number(1) + b"%s",
        "as a key": b"{" + number(1) + b"%s0",
        "as a value": b"{" + number(1) + b"i\0%s",
    }[place]
    refused(PREFIX + around.replace(b"%s", value), "unsupported_object")


def test_cache_entry_only_on_the_outside_and_where_expected():
    entry = b"o" + symbol(CACHE_ENTRY) + number(1) + symbol("@value") + body(1)
    assert load(PREFIX + entry, entries=True) == CacheEntry({"@value": 1})
    refused(PREFIX + entry, "unsupported_object")
    refused(PREFIX + b"[" + number(1) + entry, "unsupported_object", entries=True)


# --------------------------------------------------------------------------------------------- limits


@pytest.mark.parametrize("opening", [b"[\x06", b"{\x06i\x00", b"}\x06i\x00", b"I[\x06"])
def test_deep_nesting(opening):
    refused(PREFIX + opening * 50_000 + b"0")


def test_nesting_within_the_limit():
    assert load(PREFIX + b"[\x06" * (marshal.MAX_DEPTH - 1) + b"0")
    refused(PREFIX + b"[\x06" * marshal.MAX_DEPTH + b"0")


def linked(value):
    """A dump that names the variable of strings once, as Ruby writes it."""
    whole = dump(value)
    start = whole.index(symbol("E")) + 3
    return whole[:start] + whole[start:].replace(symbol("E"), b";\0")


@given(st.recursive(st.text(max_size=140), lambda inner: st.lists(inner, min_size=1, max_size=4)))
def test_strings_that_share_the_name_of_their_variable(value):
    assert load(linked(["first", value, "last"])) == ["first", value, "last"]


def test_strings_count_like_other_values():
    assert load(PREFIX + b"[" + number(2) + linked(["a", "b"])[2:] + b"@" + number(3)) == [["a", "b"], "b"]
    assert load(PREFIX + b"[" + number(2) + linked(["a", "b"])[2:] + b"@" + number(2)) == [["a", "b"], "a"]
    deepest = marshal.MAX_DEPTH - 3
    assert load(
        PREFIX
        + b"["
        + number(2)
        + body("a")
        + b"[\x06" * (deepest - 1)
        + body("b").replace(symbol("E"), b";\0")
    )
    refused(
        PREFIX + b"[" + number(2) + body("a") + b"[\x06" * deepest + body("b").replace(symbol("E"), b";\0")
    )
    many = marshal.MAX_VALUES // 3
    assert (
        len(load(PREFIX + b"[" + number(many - 1) + linked(["a"] * (many - 1))[3 + len(number(many - 1)) :]))
        == many - 1
    )
    refused(
        PREFIX + b"[" + number(many + 1) + linked(["a"] * (many + 1))[3 + len(number(many + 1)) :],
        "too_large",
    )


@pytest.mark.parametrize(
    ("ending", "value"),
    [(b";\0T", "é"), (b";\0F", "é".encode()), (b";\0i\0", "é".encode()), (b";\0" + body("é"), "é".encode())],
)
def test_string_with_another_value_of_the_variable(ending, value):
    data = PREFIX + b"[" + number(2) + body("a") + b"I" + raw("é".encode()) + number(1) + ending
    assert load(data) == ["a", value]


@pytest.mark.parametrize("ending", [b"@\0T", b"0T", b";\x06T", b";\0", b""])
def test_string_with_no_proper_variable_after_it(ending):
    refused(PREFIX + b"[" + number(2) + body("a") + b"I" + raw("é".encode()) + number(1) + ending)


def test_deep_nesting_called_from_a_deep_stack():
    def deeper(levels: int) -> None:
        if levels:
            deeper(levels - 1)
        else:
            refused(PREFIX + b"[\x06" * (marshal.MAX_DEPTH - 1) + b"0")

    frames, frame = 0, sys._getframe()
    while frame is not None:
        frames, frame = frames + 1, frame.f_back
    deeper(sys.getrecursionlimit() - frames - 100)


@pytest.mark.parametrize("kind", [b'"', b"[", b"{", b":", b"f", b"l+"])
@pytest.mark.parametrize("length", [2**30 - 1, 2**31, -1, -(2**30)])
def test_length_that_the_dump_cannot_hold(kind, length):
    tracemalloc.start()
    refused(PREFIX + kind + number(length) + b"0000")
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_too_many_values():
    many = PREFIX + b"[" + number(marshal.MAX_VALUES) + b"0" * marshal.MAX_VALUES
    refused(many, "too_large")


def test_too_many_bytes():
    refused(dump("a" * marshal.MAX_BYTES), "too_large")


@pytest.mark.parametrize("version", [b"\x04\x09", b"\x04\x07", b"\x05\x00", b"\x03\x00", b"", b"\x04"])
def test_other_versions(version):
    refused(version + b"0")


def test_bytes_after_the_dump():
    refused(dump(1) + b"0")


@pytest.mark.parametrize("end", range(len(dump(session()))))
def test_dump_that_is_cut_off(end):
    refused(dump(session())[:end])


# ---------------------------------------------------------------------------------------------- fuzz


def check(data: bytes) -> None:
    """Reading ends in plain values or in the reader's own error."""
    try:
        value = load(data, entries=True)
    except SessionInvalid:
        return
    seen, pending = set(), [value]
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        assert type(each) in {*PLAIN, CacheEntry}
        if isinstance(each, CacheEntry):
            each = dict(each.variables)
        if isinstance(each, list):
            pending += each
        if isinstance(each, dict):
            pending += [*each, *each.values()]


@given(st.binary(max_size=200))
def test_any_bytes(data):
    check(PREFIX + data)


KINDS = b'0TFilf:;@"[{}CIouUSc/me' + bytes(range(12)) + b"\xff\xfe\xfd\xfc\x7f\x80"


@given(st.lists(st.sampled_from([bytes([kind]) for kind in KINDS]), max_size=60))
def test_any_row_of_types(pieces):
    check(PREFIX + b"".join(pieces))


NAMES = ["Set", "Time", "Date", "E", "encoding", "@hash", "@value", CACHE_ENTRY]
NAMES += ["ActiveSupport::SafeBuffer", "ActiveSupport::TimeWithZone", "ActionDispatch::Flash::FlashHash"]


@given(st.lists(st.sampled_from([*map(symbol, NAMES), *(bytes([kind]) for kind in KINDS)]), max_size=60))
def test_any_row_of_types_and_known_names(pieces):
    check(PREFIX + b"".join(pieces))


DUMPS = [
    data[1] for v in of_store("redis") + of_store("memcache") if (data := stored(v)) and len(data[1]) < 2000
]
DUMPS = [data for data in DUMPS if data.startswith(PREFIX)]


@given(st.sampled_from(DUMPS), st.data())
def test_real_dumps_with_changed_bytes(dumped, data):
    changed = bytearray(dumped)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(changed))


def test_the_slowest_dump_is_read_in_bounded_time():
    many = PREFIX + b"[" + number(marshal.MAX_VALUES - 1) + b'"\0' * (marshal.MAX_VALUES - 1)
    with at_most(seconds=2):
        assert len(load(many)) == marshal.MAX_VALUES - 1
