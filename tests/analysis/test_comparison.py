"""The comparison table as data: which score stands where, in which words, in which order, and as CSV and Markdown."""

import csv
import dataclasses
import io

import pytest

from digitpad.analysis import votes
from digitpad.analysis.columns import as_csv, as_markdown, columns
from digitpad.analysis.comparison import fits, rows, score_of, set_for, set_title
from digitpad.core import formats
from digitpad.core.recipes import RECIPES
from digitpad.core.records import DIGITS, Answer, Card, Refusal, Score

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
MNIST = Score("mnist", 10_000, 0.9784, (0.9754, 0.9811))
INK = Score("ink", 1_000, 0.9, (0.88, 0.917), answered=0.95)


def card(recipe: str = "mlp-256-128", **changes: object) -> Card:
    plan = RECIPES[recipe]
    classes = CLOTHES if plan.dataset == "fashion-mnist" else DIGITS
    made = Card(recipe, plan, classes, 235_146, "weights.safetensors", 941_000, scores=(MNIST,), seconds=31.3)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def answer(digit: int | None, confidence: float = 0.9, refused: str = "", classes: tuple[str, ...] = DIGITS) -> Answer:
    return Answer(digit, confidence, (0.1,) * 10, 7 if digit is None else digit, refused, classes)


def cell(made: Card, key: str, **measured: float) -> str:
    table = rows([made], times=measured and {made.id: measured["milliseconds"]})
    return next(column.text(table[0]) for column in columns(table) if column.key == key)


def test_accuracy_stands_with_its_interval() -> None:
    assert cell(card(), "accuracy") == "97.84 % (97.54-98.11)"


def test_where_no_drawing_is_of_a_class_there_is_a_dash_and_a_sentence() -> None:
    made = card(scores=(Score("mnist", 50, 0.0, (0.0, 0.1), 0.9, 0.25, judged=False),))
    table = rows([made])
    column = next(column for column in columns(table) if column.key == "accuracy")
    assert column.text(table[0]) == "\N{EN DASH}" and column.sort(table[0]) is None
    assert "No drawing in MNIST test" in column.detail(table[0]) and "Refused 75.0 %" in column.detail(table[0])
    assert [get(table[0]) for _, get in column.plain] == [None, None, None, 50]


def test_figures_are_told_as_people_read_them() -> None:
    assert cell(card(), "parameters") == "235,146"
    assert cell(card(), "bytes") == "941 kB"
    assert cell(card(), "training") == "31.3 s"
    assert cell(card(), "milliseconds", milliseconds=0.0834) == "0.08 ms"
    assert cell(card(), "architecture") == "784-256-128-10, dropout 0.2"
    assert cell(card("padnet"), "dataset") == "MNIST + real ink"


def test_what_a_training_cost_is_told_as_far_as_it_was_measured() -> None:
    def told(made: Card) -> str:
        table = rows([made])
        return next(column.detail(table[0]) for column in columns(table) if column.key == "training")

    assert told(card()) == "Trained in 31.3 s, on cpu"
    full = card(cpu_seconds=60.2, epochs_done=5, samples_per_second=9_584.6, peak_memory_mb=612.4)
    wanted = "processor time, 5 epochs, 9,585 pictures a second, at most 612 MB of memory, on cpu"
    assert told(full).startswith("Trained in 31.3 s, ") and told(full).endswith(wanted)


def test_what_is_not_known_stands_empty_and_not_as_zero() -> None:
    fresh = card(scores=(), seconds=0.0, created="", parameters=0, bytes=0)
    assert [cell(fresh, key) for key in ("accuracy", "milliseconds", "training", "date", "parameters", "bytes")] == [
        ""
    ] * 6


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0000004, "0.4 µs"),
        (0.00083, "830 µs"),
        (0.0213, "21.3 ms"),
        (0.9999, "1 s"),
        (59.97, "1 min 00 s"),
        (95, "1 min 35 s"),
        (3599.7, "1 h 00 min"),
        (5400, "1 h 30 min"),
        (200_000, "2 d 08 h"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (999_600, "1 MB"), (1_726_000, "1.73 MB"), (5e9, "5 GB")],
)
def test_sizes(size: float, text: str) -> None:
    assert formats.size(size) == text


def test_rounding_never_makes_all_of_nearly_all_nor_nothing_of_a_little() -> None:
    assert formats.share(0.99999) == "99.99 %"
    assert formats.share(1.0) == "100.00 %"
    assert formats.share(0.00001) == "0.01 %"
    assert formats.share(0.0) == "0.00 %"


def test_eight_is_spoken_with_a_vowel() -> None:
    assert [formats.article(name) for name in ("1", "8", "Ankle boot", "Shirt")] == [
        "a 1",
        "an 8",
        "an Ankle boot",
        "a Shirt",
    ]


def test_names_sort_as_people_sort_them() -> None:
    assert sorted(["run-10", "Run-9", "cnn", "7"], key=formats.natural) == ["7", "cnn", "Run-9", "run-10"]


def test_a_date_without_a_zone_is_utc_and_no_date_stays_as_it_is() -> None:
    assert formats.timestamp("2026-03-01T10:00:00") == formats.timestamp("2026-03-01T11:00:00+01:00")
    assert formats.date("yesterday") == "yesterday"
    assert formats.timestamp("yesterday") is None


def test_a_fashion_model_is_scored_on_fashion_and_digits_on_digits() -> None:
    fashion = card("mlp-256")
    assert not fits(fashion, "mnist")
    assert not fits(fashion, "ink")
    assert fits(card(), "ink")
    assert not fits(card(), "fashion-mnist")
    assert set_for(fashion, "ink") == "fashion-mnist"
    assert set_for(card(), "ink") == "ink"


def test_a_score_on_the_training_data_s_name_is_the_model_s_own_test_score() -> None:
    padnet = card("padnet", scores=(dataclasses.replace(MNIST, on="mnist+ink"),))
    assert cell(padnet, "accuracy") == "97.84 % (97.54-98.11)"


def test_scores_on_other_sets_make_columns_of_their_own() -> None:
    table = rows([card(), card("padnet")], {("padnet", "ink"): INK, ("padnet", "a/b/mine.ndjson"): INK})
    titles = {column.key: column.title for column in columns(table)}
    assert titles["accuracy:ink"] == "Real ink"
    assert titles["accuracy:a/b/mine.ndjson"] == "mine.ndjson"
    keys = list(titles)
    assert keys.index("accuracy") < keys.index("accuracy:ink") < keys.index("parameters")
    ink = next(column for column in columns(table) if column.key == "accuracy:ink")
    assert [ink.text(row) for row in table] == ["", "90.00 % (88.00-91.70)"]
    assert "Answered 95.0 %" in ink.detail(table[1])


def test_a_new_score_goes_before_the_card_s_own() -> None:
    better = dataclasses.replace(MNIST, accuracy=0.99)
    (row,) = rows([card()], {("mlp-256-128", "mnist"): better, ("another", "mnist"): INK})
    assert row.own is better


def test_a_row_of_the_evaluate_command_becomes_a_score() -> None:
    line = {"model": "m", "on": "ink", "n": 10, "accuracy": 0.9, "ci95": [0.6, 0.98], "ece": 0.1, "answered": 0.8}
    assert score_of(line) == Score("ink", 10, 0.9, (0.6, 0.98), 0.1, 0.8)
    with pytest.raises(KeyError):
        score_of({"model": "m"})


def test_csv_holds_plain_figures_at_full_precision() -> None:
    table = rows([card(title='the "best", so far'), card(id="fresh", scores=())], times={"mlp-256-128": 0.083412})
    first, second = csv.DictReader(io.StringIO(as_csv(table, columns(table))))
    assert first["name"] == 'the "best", so far'
    assert first["id"] == "mlp-256-128"
    assert (float(first["accuracy"]), float(first["accuracy low"])) == (0.9784, 0.9754)
    assert float(first["prediction_milliseconds"]) == 0.083412
    assert first["architecture"] == "mlp-256-128"
    assert second["accuracy"] == second["prediction_milliseconds"] == ""


def test_markdown_reads_as_the_window_and_survives_a_bar_in_a_name() -> None:
    table = rows([card(title="a|b", note="two\nlines")])
    lines = as_markdown(table, columns(table)).splitlines()
    assert "| a\\|b | MNIST | 97.84 % (97.54-98.11) | 235,146 | 941 kB |" in lines[2]
    assert "two lines" in lines[2]
    assert len(lines) == 3
    assert " ---: " in lines[1]


def test_sets_have_titles_and_files_their_names() -> None:
    assert set_title("mnist") == "MNIST test"
    assert set_title("C:\\ink\\mine.npz") == "mine.npz"


def test_the_majority_is_the_digit_that_most_models_give() -> None:
    answers = {"a": answer(7), "b": answer(7), "c": answer(1), "d": answer(None, refused=Refusal.NOT_A_DIGIT)}
    assert votes.majority(answers) == "7"
    assert votes.standing(answers["a"], "7") == votes.AGREES
    assert votes.standing(answers["c"], "7") == votes.DISAGREES
    assert votes.standing(answers["d"], "7") == votes.REFUSED
    assert votes.summary(answers) == "2 say 7, 1 says 1, 1 refuses"


def test_a_tie_has_no_majority_and_nobody_is_called_wrong() -> None:
    answers = {"a": answer(7), "b": answer(1)}
    assert votes.majority(answers) == ""
    assert votes.standing(answers["a"], "") == votes.UNDECIDED
    assert votes.majority({}) == ""


def test_a_model_that_names_clothes_has_no_vote_on_digits() -> None:
    answers = {"a": answer(7), "b": answer(9, 0.99, classes=CLOTHES), "c": answer(8, 0.99, classes=CLOTHES)}
    assert votes.majority(answers) == "7"
    assert votes.standing(answers["b"], "7") == votes.APART
    assert votes.summary(answers) == "It says 7"


def test_summaries() -> None:
    assert votes.summary({"a": answer(7), "b": answer(7)}) == "All 2 say 7"
    assert votes.summary({"a": answer(None, refused=Refusal.NOT_A_DIGIT)}) == "No model takes this for a digit"
    assert votes.summary({}) == ""


def test_the_surest_stand_first_and_nearly_equal_ones_do_not_dance() -> None:
    answers = {
        "a": answer(7, 0.90),
        "b": answer(7, 0.93),
        "c": answer(1, 0.99),
        "d": answer(None, 0.99, Refusal.NOT_A_DIGIT),
    }
    before = ["d", "a", "b", "c", "silent"]
    assert votes.order(answers, before) == ["c", "a", "b", "d", "silent"]
    swapped = {**answers, "a": answer(7, 0.95)}
    assert votes.order(swapped, votes.order(answers, before)) == ["c", "a", "b", "d", "silent"]
