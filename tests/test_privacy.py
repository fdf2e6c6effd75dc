"""What leaves the building: masks, escaped pages, safe exports, hidden small cells."""

import html
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxlab import privacy
from cxlab.funnel import funnel_limits
from cxlab.privacy import (
    escape,
    escape_all,
    mask,
    refuse_personal_columns,
    restore_cells,
    safe_cell,
    safe_cells,
    suppress,
)

# Telephone numbers set aside for examples (06-12345678, Ofcom's drama ranges, 555-01xx), the IBAN registry's sample
# accounts, the card industry's test cards, and made-up citizen service numbers that pass the eleven-test.
PHONES = """
    0612345678 | 06-12345678 | 06 12 34 56 78 | 06 - 1234 5678 | +31 6 12345678 | +31(0)6-12345678 | (+31) 6 12345678
    0031612345678 | 020-1234567 | (020) 123 45 67 | 0172-123456 | 020 7946 0958 | 07700 900123 | +44 20 7946 0958
    +44 (0)20 7946 0958 | 0044 7700 900123 | 02 123 45 67 | 0470 12 34 56 | 0470/12.34.56 | +32 470 12 34 56
    +49 30 123456 | +1 (212) 555-0123 | 212-555-0123 | (212) 555-0123 | 1-800-555-0199 | 0900-1234 | 31612345678
"""
ACCOUNTS = """
    NL91ABNA0417164300 | NL91 ABNA 0417 1643 00 | nl91abna0417164300 | GB82 WEST 1234 5698 7654 32 | BE68 5390 0754 7034
    DE89370400440532013000 | FR14 2004 1010 0505 0001 3M02 606 | NO93 8601 1117 947 | MT84MALT011000012345MTLCAST001S
"""
CARDS = "4111 1111 1111 1111 | 4111111111111111 | 5500-0000-0000-0004 | 378282246310005 | 6011000000000004"
CITIZENS = "123456782 | 111222333 | 1234.56.782 | 123 456 782 | 999990019"
STAYS = """
    order 20240117 | Ordernummer 123456782 | bestelling 0201234567 | order #4111111111111111 | factuur nr. 111222333
    invoice number: 123456782 | 01-02-2024 10:30 | 1-2-2024 | 2024-01-17T10:30 | 01/02/2024 - 03/02/2024 | 09:30 - 10:00
    1015 BK Amsterdam | SW1A 1AA | € 149,95 | €149.95 | $1,234,567.89 | € 1.234.567,89 | 12345 | 09.30-10.15 | 99%
    3x gebeld | 3SABCD1234567890 | 1Z999AA10123456784 | AB123456782 | 192.168.10.1 | 0,95 | @bedrijf | 5 @ 3 | NL12AB34
    123456789
    van 01-01-2024 tot 01-02-2024 | 4111 1111 1111 1112 | XX/XX/2024
"""


def listed(block):
    return [item.strip() for item in re.split(r"[|\n]", block) if item.strip()]


@pytest.mark.parametrize("around", ["{}", "Bel {} a.u.b.", "tel:{}.", "({}),", "regel\n{}\nregel"])
@pytest.mark.parametrize(
    "block, word", [(PHONES, "[phone]"), (ACCOUNTS, "[IBAN]"), (CARDS, "[card]"), (CITIZENS, "[BSN]")]
)
def test_numbers_that_identify_a_person_are_masked_and_nothing_round_them_is_lost(block, word, around):
    numbers = listed(block)
    masked = mask(pd.Series([around.format(number) for number in numbers]))
    assert dict(zip(numbers, masked, strict=True)) == {number: around.format(word) for number in numbers}


@pytest.mark.parametrize("text", listed(STAYS))
def test_orders_dates_times_postcodes_and_prices_stay(text):
    assert mask(pd.Series([f"Het ging om {text} en meer"])).tolist() == [f"Het ging om {text} en meer"]


@pytest.mark.parametrize(
    "address", ["jan@example.nl", "jan.de-vries+x@mail.example.co.uk", "JAN@EXAMPLE.NL", "müller@example.de"]
)
def test_an_email_address_is_masked_whole(address):
    assert mask(pd.Series([f"Mail {address}, of bel."])).tolist() == ["Mail [e-mail], of bel."]


def test_a_mistyped_account_or_citizen_number_is_masked_when_its_shape_or_label_tells():
    french = "FR99 2004 1010 0505 0001 3M02 606"
    texts = pd.Series(["NL00 ABNA 0417 1643 00 graag terug", "mijn BSN is 123456789", french])
    assert mask(texts).tolist() == ["[IBAN] graag terug", "mijn BSN is [BSN]", french]


def test_the_card_and_citizen_checks_agree_with_a_count_by_hand():
    """Of all numbers one in ten passes Luhn and about one in eleven the eleven-test."""
    cards = mask(pd.Series([str(4000_0000_0000_0000 + step) for step in range(1000)]))
    citizens = mask(pd.Series([str(200_000_000 + step) for step in range(1100)]))
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    sums = [sum(w * int(d) for w, d in zip(weights, str(200_000_000 + s), strict=True)) for s in range(1100)]
    elevens = [total % 11 == 0 for total in sums]
    assert (cards == "[card]").sum() == 100
    assert (citizens == "[BSN]").tolist() == elevens


def test_listed_names_are_masked_as_whole_words_in_any_case_and_no_other_name_is():
    names = ["sanne", "Jan Willem de Vries", "O'Brien", "Zoë", "card", "mail", None, "  "]
    texts = pd.Series([
        "Sanne, SANNE’s en sanne-marie", "Sannes Jan Willem  de Vries en Jan", "Mr O’Brien", "Zoe\u0308 en ZOË",
        "jan@example.nl 4111111111111111",
    ])
    assert mask(texts, names=names).tolist() == [
        "[name], [name]’s en [name]-marie", "Sannes [name] en Jan", "Mr [name]", "[name] en [name]", "[e-mail] [card]",
    ]


def test_the_longest_listed_name_wins():
    assert mask(pd.Series(["Anna Bakker belde"]), names=["Anna", "Anna Bakker"]).tolist() == ["[name] belde"]


def test_missing_texts_stay_missing_and_the_callers_column_is_untouched():
    texts = pd.Series(["bel 0612345678", None, ""], index=["b", "a", "a"], name="text")
    before = texts.copy()
    masked = mask(texts, names=["bel"])
    pd.testing.assert_series_equal(texts, before)
    assert masked.index.equals(texts.index) and masked.name == "text" and masked.dtype == "str"
    assert masked.isna().tolist() == [False, True, False]
    assert len(mask(texts.iloc[:0])) == 0


def test_half_a_character_does_not_stop_the_mask():
    assert mask(pd.Series(["\ud83d 0612345678"], dtype="object")).tolist() == ["\ufffd [phone]"]


@given(st.lists(st.text(alphabet="0123456789+-. @()abNL€order[]", max_size=60), max_size=5))
def test_masking_twice_changes_nothing_more_than_masking_once(texts):
    once = mask(pd.Series(texts, dtype="str"), names=["a"])
    assert mask(once, names=["a"]).tolist() == once.tolist()


def test_one_text_or_one_name_instead_of_a_list_is_refused():
    with pytest.raises(TypeError, match=r"pd\.Series\(\[text\]\)"):
        mask("bel 0612345678")
    with pytest.raises(TypeError, match=r'names=\["Sanne"\]'):
        mask(pd.Series(["x"]), names="Sanne")


# A search that starts over at every sign would take minutes on these.
@pytest.mark.parametrize("piece", ["+1 ", "0 ", "a.", "NL11", "1", "1 ", "+31 (0", "a@", "order ", "2 - ", "'", "="])
def test_a_text_made_to_be_slow_comes_through(piece):
    text = piece * (200_000 // len(piece))
    assert len(mask(pd.Series([text]), names=["jan jan x"])) == 1
    assert restore_cells(safe_cells(pd.DataFrame({"text": [text]})))["text"].tolist() == [text]


def test_escaping_makes_markup_harmless_and_takes_unseen_signs_out():
    assert escape("<script>alert('x')</script>") == "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"
    assert escape('a\x00b\x1b\x85 & "c"') == "ab &amp; &quot;c&quot;"
    assert escape("abc\u202egnp.exe\u2066\u200f") == "abcgnp.exe"
    assert escape("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd\te"
    assert escape("\ud83d!") == "\ufffd!"
    assert escape("Ça va 😡 é") == "Ça va 😡 é"


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, pd.NaT])
def test_a_missing_value_gives_an_empty_page_text_and_stays_missing_in_a_column(missing):
    assert escape(missing) == ""
    column = escape_all(pd.Series(["<", missing], index=[5, 3], dtype="object"))
    assert column.index.tolist() == [5, 3] and column[5] == "&lt;" and pd.isna(column[3])


@given(st.text())
def test_an_escaped_text_holds_no_markup_and_reads_the_same(text):
    escaped = escape(text)
    assert not set("<>\"'\x00\u202e") & set(escaped)
    assert escape(html.unescape(escaped)) == escaped
    escaped.encode("utf-8")


DANGEROUS = [
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "\nx", "  =1", "\u00a0=1", "\ufeff=1", "\u200b=1",
    "＝1+1", "＋1+1", "－1-1", "＠x", "\x00=1", "- slecht", "-5-3", "+31 6 1234", "-", "=", "'=1", "''@x",
]
HARMLESS = ["Prima", "-5", "+3", "-1.234,56", "-12 %", "'t Is goed", "a=b", "", " ", 5, -5, -2.5, None, True]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_could_be_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", HARMLESS)
def test_ordinary_texts_and_numbers_stay_as_they_are(value):
    assert safe_cell(value) is value


CELLS = st.text(alphabet="'=+-@ \t\n\r５1a＝\ufeff", max_size=6) | st.none()


@example([("\r1", None, 0)], "")
@given(st.lists(st.tuples(CELLS, CELLS, st.integers(-5, 5)), max_size=6), st.text(alphabet="'=-a", max_size=4))
def test_a_round_trip_through_safe_cells_gives_back_what_was_there(rows, heading):
    frame = pd.DataFrame(rows, columns=["text", heading + "b", "score"])
    frame["kind"] = frame["text"].astype("category")
    frame.index = pd.Index([f"={row}" for row in range(len(frame))], dtype="str", name="row")
    safe = safe_cells(frame)
    assert not [cell for cell in [*safe["text"].dropna(), *safe.columns, *safe.index] if cell != safe_cell(cell)[1:] and
                re.match(r"\s*[=@＝]|[\t\r\n]", cell)]
    pd.testing.assert_frame_equal(restore_cells(safe), frame)


def test_safe_cells_leaves_numbers_dates_and_the_callers_frame_alone():
    frame = pd.DataFrame({"text": ["=1", None], "n": [-1, -2], "day": pd.to_datetime(["2026-01-01", "2026-01-02"]),
                          "mixed": pd.Series(["@x", -4], dtype="object")})
    before = frame.copy()
    safe = safe_cells(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(safe[["n", "day"]], frame[["n", "day"]])
    assert safe["mixed"].tolist() == ["'@x", -4] and safe["text"].isna().tolist() == [False, True]


def test_safe_cells_reaches_repeated_headings_and_row_labels_in_levels():
    rows = pd.MultiIndex.from_tuples([("=a", 1), ("b", 2)], names=["team", "week"])
    frame = pd.DataFrame([["=1", "@2"], ["c", "d"]], columns=["-x y", "-x y"], index=rows)
    safe = safe_cells(frame)
    assert safe.columns.tolist() == ["'-x y", "'-x y"] and safe.index[0] == ("'=a", 1)
    assert safe.iloc[0].tolist() == ["'=1", "'@2"]
    pd.testing.assert_frame_equal(restore_cells(safe), frame)


def table(counts, ns, **more):
    return pd.DataFrame({"team": list("ABCDEFGH")[: len(counts)], "count": counts, "n": ns, **more})


def test_counts_of_one_to_four_and_groups_under_ten_are_hidden_and_zero_is_shown():
    frame = table([0, 1, 4, 5, 9, 0], [50, 50, 50, 50, 9, 9], estimate=[0.0, 0.02, 0.08, 0.1, 1.0, 0.0])
    safe = suppress(frame)
    assert safe["suppressed"].tolist() == [False, True, True, False, True, True]
    assert safe["count"].isna().tolist() == safe["estimate"].isna().tolist() == safe["suppressed"].tolist()
    assert safe["n"].isna().tolist() == [False, False, False, False, True, True]
    assert safe["count"].dtype == "Int64" and safe["count"].dropna().tolist() == [0, 5]


def test_the_callers_table_and_its_index_are_kept():
    frame = table([1, 20], [30, 30]).set_index("team")
    before = frame.copy()
    assert suppress(frame).index.tolist() == ["A", "B"]
    pd.testing.assert_frame_equal(frame, before)


def test_a_missing_count_or_group_hides_nothing_and_an_empty_group_shows_its_zero():
    safe = suppress(table([np.nan, 20.0, 0.0], pd.array([30, None, 0], dtype="Int64")))
    assert safe["suppressed"].tolist() == [False, False, False]
    assert safe["n"].iloc[2] == 0


def test_a_single_hidden_row_is_not_given_back_by_the_total():
    safe = suppress(table([3, 8, 40, 0], [50, 50, 50, 50]), total_shown=True)
    assert safe["suppressed"].tolist() == [True, True, False, False]


def test_two_hidden_rows_that_sum_to_almost_nothing_need_a_third():
    """Hidden counts are 1 to 4: a hidden total of 2 would tell that both are 1."""
    safe = suppress(table([1, 1, 8, 40], [50, 50, 50, 50]), total_shown=True)
    assert safe["suppressed"].tolist() == [True, True, True, False]


def test_a_single_hidden_group_size_is_not_given_back_by_the_total():
    safe = suppress(table([8, 20, 30], [8, 40, 60]), total_shown=True)
    assert safe["n"].isna().tolist() == [True, True, False]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 30)), min_size=3, max_size=8), st.booleans())
def test_what_is_shown_is_never_small_and_a_hidden_total_tells_no_single_row(pairs, total_shown):
    counts, ns = [min(c, n) for c, n in pairs], [n for _, n in pairs]
    safe = suppress(table(counts, ns), total_shown=total_shown)
    assert not safe["count"].dropna().isin([1, 2, 3, 4]).any()
    assert not safe["n"].dropna().between(1, 9).any()
    assert (safe["count"].isna() == safe["suppressed"]).all()
    if total_shown:
        assert safe["count"].isna().sum() != 1 and safe["n"].isna().sum() != 1


def test_a_table_with_other_column_names_must_name_them():
    frame = pd.DataFrame({"team": ["A"], "complaints": [3], "calls": [90], "rate": [0.03]})
    with pytest.raises(ValueError, match=r"no column 'count', 'n'; it has 'team', 'complaints'.*count=None"):
        suppress(frame)
    safe = suppress(frame, count="complaints", n="calls", columns=["rate"])
    assert safe[["complaints", "rate"]].isna().all(axis=None) and safe["calls"].tolist() == [90]
    assert suppress(frame, count=None, n="calls")["suppressed"].tolist() == [False]
    with pytest.raises(ValueError, match="at least one of count= and n="):
        suppress(frame, count=None, n=None)


def test_texts_and_negative_numbers_are_no_counts():
    with pytest.raises(ValueError, match="'count' must hold numbers"):
        suppress(table(["3"], [40]))
    with pytest.raises(ValueError, match="negative number in row 1"):
        suppress(table([3, -1], [40, 40]))


PERSONAL = {
    "a name": "name | Naam | agent_name | Naam medewerker | Voornaam klant | customerLastName | achternaam | Klantnaam"
    " | Medewerkersnaam | Name of the agent | username",
    "nationality": "Nationaliteit | nationality_agent",
    "a country of birth or origin": "Geboorteland | country_of_birth | Land van herkomst | native_language",
    "a photo": "foto | profile_picture | Photos",
    "gender": "Geslacht | agent gender | M/V | Sex",
    "ethnicity": "ethnicity | Etniciteit | Afkomst medewerker | Race",
    "religion": "Religion | geloof",
}
HARMLESS_COLUMNS = """
    agent_id | team | team_name | product_name | Productnaam | bestandsnaam | site | text | language | Taal | n | grace
    trace | agent | sextant | herkomst | land | country | contact | race_time | step name
"""


@pytest.mark.parametrize("column, kind", [(name, kind) for kind, block in PERSONAL.items() for name in listed(block)])
def test_columns_about_who_people_are_do_not_come_in(column, kind):
    with pytest.raises(ValueError, match=re.escape(f"{column!r} ({kind})")):
        refuse_personal_columns(pd.DataFrame(columns=["agent_id", column]))


@pytest.mark.parametrize("column", [*listed(HARMLESS_COLUMNS), 7])
def test_columns_about_what_happened_come_in(column):
    assert refuse_personal_columns(pd.DataFrame(columns=[column])) is None


def test_the_refusal_names_all_columns_at_once_and_the_way_out():
    frame = pd.DataFrame(columns=["Naam", "Geslacht", "team"])
    expected = r"'Naam' \(a name\), 'Geslacht' \(gender\).*drop\(columns=.*allowed=\['Naam', 'Geslacht'\]"
    with pytest.raises(ValueError, match=expected):
        refuse_personal_columns(frame)
    with pytest.raises(ValueError, match=r"a column that says who people are: 'Naam'"):
        refuse_personal_columns(frame, allowed=["Geslacht"])
    assert refuse_personal_columns(frame, allowed=["Naam", "Geslacht"]) is None
    with pytest.raises(TypeError, match=r'allowed=\["Naam"\]'):
        refuse_personal_columns(frame, allowed="Naam")


def test_every_mask_word_is_one_that_the_language_room_passes_over():
    assert all(re.fullmatch(r"\[[^\]\s]{1,12}\]", word) for word in privacy.MASKS)


def test_the_limits_and_score_of_a_hidden_unit_in_a_funnel_do_not_tell_its_size():
    teams = funnel_limits([2, 30, 4], [8, 300, 100]).table
    shared = suppress(teams, count=None)
    hidden = ["estimate", "n", "lower_95", "upper_95", "lower_998", "upper_998", "z"]
    assert shared.loc[0, hidden].isna().all()
    assert shared.loc[1:, hidden].notna().all(axis=None)


def test_the_strengths_of_a_profile_are_hidden_where_they_tell_of_a_few_texts():
    profile = pd.DataFrame({
        "emotion": ["joy", "fear", "anger"], "count": [30, 12, 3], "estimate": [0.3, 0.12, 0.03], "n": 100,
        "estimate_mild": [0.1, 0.02, 0.01], "estimate_basic": [0.1, 0.05, 0.02], "estimate_intense": [0.1, 0.05, 0.0],
        "mean_intensity": [2.0, 2.25, 1.7], "coverage": 0.4, "no_emotion": 0.6})
    safe = suppress(profile)
    assert safe["estimate_mild"].isna().tolist() == safe["estimate_intense"].isna().tolist() == [False, True, True]
    assert safe["mean_intensity"].isna().tolist() == [False, False, True]
    assert safe["no_emotion"].notna().all()


def test_the_share_without_emotion_of_a_small_group_is_hidden_with_the_group():
    profile = pd.DataFrame({"team": ["A", "B", "C"], "count": [0, 20, 20], "n": [7, 50, 50],
                            "coverage": [4 / 7, 0.8, 0.96], "no_emotion": [3 / 7, 0.2, 0.04]})
    safe = suppress(profile)
    assert safe["coverage"].isna().tolist() == safe["no_emotion"].isna().tolist() == [True, False, True]
