"""`digitpad evaluate` and `digitpad compare`: a row for each model on each set, measured once and kept."""

import json
from pathlib import Path

import numpy as np
import pytest

from digitpad.evaluation import measure, robustness_measure
from digitpad.models.library import open_library
from tests.cli.commands import SET_KEYS, STROKE
from tests.small_models import saved


def test_evaluate_gives_a_row_for_each_model_on_each_set(furnished: Path, rows) -> None:
    x = np.random.default_rng(0).integers(0, 255, (12, 28, 28), dtype=np.uint8)
    np.savez(furnished.parent / "set.npz", x=x, y=np.arange(12) % 10)
    sets = ["mnist", furnished.parent / "ten.ndjson", furnished.parent / "set.npz"]
    found = rows("evaluate", "--model", "one", "two", "--on", *sets)
    assert [(row["model"], row["on"], row["n"]) for row in found] == [
        (model, str(on), n) for on, n in zip(sets, (200, 10, 12), strict=True) for model in ("one", "two")
    ]
    for row in found:
        assert row.keys() >= SET_KEYS
        assert np.shape(row["confusion"]) == (10, 10) and np.sum(row["confusion"]) == row["n"]
        assert np.trace(row["confusion"]) == round(row["accuracy"] * row["n"])
        assert row["ci95"][0] <= row["accuracy"] <= row["ci95"][1]


def test_evaluate_all_takes_every_usable_model_once(furnished: Path, rows) -> None:
    found = [row["model"] for row in rows("evaluate", "--model", "all", "one", "--on", furnished.parent / "ten.ndjson")]
    assert len(found) == len(set(found)) and {"one", "two"} <= set(found)
    assert found == [row["id"] for row in rows("models")]


def test_figures_of_a_model_with_other_classes_come_with_a_warning(furnished: Path, say) -> None:
    saved(open_library(furnished), "clothes", "mlp-256", classes=tuple("abcdefghij"))
    assert "clothes" in say("evaluate", "--model", "clothes", "--on", "mnist")
    assert "other classes" in say.stderr
    assert not list(furnished.glob("evaluations/*.npz")), "figures that mean nothing do not stand in the window"


def write_letters(path: Path) -> Path:
    """An ink file of three letters."""
    lines = [{"word": word, "key_id": word, "drawing": STROKE} for word in "ABC"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_letters_alone_have_no_accuracy_for_models_of_digits_which_is_said_once(furnished: Path, rows, say) -> None:
    path = write_letters(furnished.parent / "letters.ndjson")
    table = say("compare", "one", "two", "--on", path)
    assert say.stderr.count("No drawing in letters.ndjson is of a class that the model knows") == 1
    assert " 0.00 %" not in table and "p = " not in table
    assert [line.split()[2:5] for line in table.splitlines()[1:]] == [["3", "-", "-"]] * 2
    assert [(row["n"], row["accuracy"], row["judged"]) for row in rows("evaluate", "--on", path)] == [(3, 0.0, False)]
    say("compare", "one", "two", "--on", path, "--html", furnished.parent / "page.html")
    page = (furnished.parent / "page.html").read_text(encoding="utf-8")
    assert "No drawing in letters.ndjson" in say.stderr and "No drawing in letters.ndjson" in page
    assert "Are the differences" not in page and "Confusion matrices" not in page


def test_ink_that_says_whose_it_is_is_told_apart(furnished: Path, rows, say) -> None:
    path = furnished.parent / "hands.ndjson"
    lines = [
        {"word": str(n), "drawing": STROKE, "source": "here", "writer": hand} for n in (1, 2) for hand in ("ann", "bob")
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    (row,) = rows("evaluate", "--model", "one", "--on", path)
    assert row.keys() >= SET_KEYS | {"by_digit", "by_source", "writers", "writer_mean", "calibration", "refusals"}
    assert (row["writers"], row["by_source"]["here"]["n"]) == (2, 4)
    assert row["writer_mean"] == row["accuracy"], "each hand wrote the same"
    text = say("evaluate", "--model", "one", "--on", path)
    assert "mean over 2 writers" in text and "digit 2" in text and "here" in text


def test_of_the_writers_that_are_held_out_it_is_said_how_easy_they_are(furnished: Path, rows, say, monkeypatch) -> None:
    lines = [{"word": "1", "drawing": STROKE, "source": "here", "writer": hand} for hand in ("a", "b")]
    (furnished / "data" / "ink").mkdir(parents=True)
    (furnished / "data" / "ink" / "hands.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (row,) = rows("evaluate", "--model", "one", "--on", "ink")
    assert row["n"] == 2, "both are of the writers that are held out"
    say("evaluate", "--model", "one", "two", "--on", "ink")
    assert say.stderr.count("the easiest sixth") == 1


def test_what_was_measured_is_taken_from_the_disk_with_the_same_figures(furnished: Path, rows, monkeypatch) -> None:
    path = furnished.parent / "hands.ndjson"
    lines = [{"word": str(n), "drawing": STROKE, "source": "here", "writer": "ann"} for n in (1, 2, 3)]
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"word": "x", "drawing": STROKE}]))
    words = ("evaluate", "--model", "one", "two", "--on", path, "mnist")
    before, pairs = rows(*words), rows("compare", "one", "two", "--on", path)
    assert rows(*words, "--fresh") == before, "measured anew, it is the same"
    monkeypatch.setattr(measure, "measure", lambda *_: pytest.fail("it is measured again"))
    assert rows(*words) == before
    assert rows("compare", "one", "two", "--on", path) == pairs
    with pytest.raises(pytest.fail.Exception, match="measured again"):
        rows(*words, "--fresh")


def test_a_model_trained_anew_and_a_set_that_changed_are_measured_anew(furnished: Path, rows) -> None:
    path = furnished.parent / "ten.ndjson"
    before = rows("evaluate", "--model", "one", "--on", path)
    path.write_text("\n".join(path.read_text().splitlines()[:4]) + "\n")
    assert [row["n"] for row in before + rows("evaluate", "--model", "one", "--on", path)] == [10, 4]
    library = open_library(furnished)
    library.delete("one")
    saved(library, "one", "mlp-256-128", seed=9)
    (fresh,) = rows("evaluate", "--model", "one", "--on", "mnist", "--fresh")
    assert rows("evaluate", "--model", "one", "--on", "mnist") == [fresh]


def test_the_same_glyphs_written_as_slips_of_the_pen_are_another_set(furnished: Path, rows) -> None:
    line = {"word": "1", "drawing": [[[5, 5, 5], [0, 2, 4]]]}
    large = {"word": "1", "drawing": [[[50, 50, 50], [0, 20, 40]]]}
    shares = []
    for name, what in (("large", large), ("slip", line)):
        path = furnished.parent / f"{name}.ndjson"
        path.write_text(json.dumps(what) + "\n")
        shares += [row["answered"] for row in rows("evaluate", "--model", "one", "--on", path)]
    assert shares == [1.0, 0.0]


def test_where_nothing_can_be_kept_the_figures_are_printed_all_the_same(furnished: Path, rows, say) -> None:
    (furnished / "evaluations").write_text("a file where the folder should be")
    (row,) = rows("evaluate", "--model", "one", "--on", "mnist")
    assert row["n"] == 200
    assert "could not be written" in say.stderr and "Traceback" not in say.stderr


def test_robustness_bends_digits_and_keeps_what_it_found(furnished: Path, rows, say, monkeypatch) -> None:
    some = robustness_measure.chosen
    monkeypatch.setattr(robustness_measure, "chosen", lambda rows: tuple(part[:4] for part in some(rows)))
    found = rows("evaluate", "--model", "one", "two", "--on", "robustness")
    assert [(row["model"], row["on"], row["n"]) for row in found] == [
        (name, "robustness", 4) for name in ("one", "two")
    ]
    assert all(row.keys() >= SET_KEYS | {"kinds"} and len(row["kinds"]) > 3 for row in found)
    monkeypatch.setattr(robustness_measure, "measured", lambda *_: pytest.fail("it is measured again"))
    assert [{**row, "mcnemar_p": {}} for row in found] == rows("compare", "one", "two", "--on", "robustness")
    assert "Mean accuracy in per cent" in say("evaluate", "--model", "two", "--on", "robustness")
    saved(open_library(furnished), "clothes", "mlp-256", classes=tuple("abcdefghij"))
    say("evaluate", "--model", "clothes", "--on", "robustness", code=2)
    assert "None of these models reads digits" in say.stderr
    say("evaluate", "--on", "robustness", "--stress", code=2)


def test_stress_draws_the_ink_again_a_line_each(furnished: Path, rows, say) -> None:
    found = rows("evaluate", "--model", "one", "--on", furnished.parent / "ten.ndjson", "--stress")
    assert found[0]["stress"] == "none" and "by_digit" in found[0]
    assert {row["stress"] for row in found} >= {"size", "place", "pen", "rotation", "shear", "speed"}
    assert all(row.keys() >= SET_KEYS | {"stress", "amount", "same"} and row["n"] == 10 for row in found)
    assert all(row["same"] == 1.0 for row in found if row["stress"] == "place"), "where it stands cannot matter"
    say("evaluate", "--model", "one", "--on", "mnist", "--stress", code=2)
    assert "pictures, not strokes" in say.stderr


def test_compare_adds_mcnemars_p_against_each_other(furnished: Path, rows, say) -> None:
    found = rows("compare", "one", "two", "--on", "mnist")
    assert [(row["model"], list(row["mcnemar_p"])) for row in found] == [("one", ["two"]), ("two", ["one"])]
    assert found[0]["mcnemar_p"]["two"] == found[1]["mcnemar_p"]["one"]
    assert all(row.keys() >= SET_KEYS for row in found)
    assert "against two: p =" in say("compare", "one", "two", "--on", "mnist")
