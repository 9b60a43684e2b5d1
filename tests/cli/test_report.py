"""`digitpad compare --html`: the rows as ever and a page beside them; bad places are told before any measuring."""

import json
from pathlib import Path

import pytest

from digitpad.analysis.html_report import Report
from digitpad.cli import main
from digitpad.core.records import CARD_FORMAT
from digitpad.evaluation.eval_set_cache import EvalSetCache
from digitpad.models.library import Library
from digitpad.tasks import gather_report
from digitpad.tasks.progress import Problem, Progress
from digitpad.tasks.write_files import Written
from tests import tiny_mnist
from tests.small_models import saved


@pytest.fixture
def library(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data", train=20, test=60)))
    made = Library(home, tmp_path / "bundled")
    saved(made, "one", seed=1)
    saved(made, "two", seed=2)
    return made


def test_the_rows_are_those_of_a_comparison_and_the_page_holds_both_models(library, tmp_path, capsys) -> None:
    page = tmp_path / "page.html"
    assert main(["compare", "one", "two", "--on", "mnist", "--json"]) == 0
    plain = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main(["compare", "one", "two", "--on", "mnist", "--json", "--html", str(page)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for row, before in zip(rows, plain, strict=True):
        assert row["mcnemar_p"] == pytest.approx(before["mcnemar_p"])
        assert {key: before[key] for key in ("model", "on", "n", "accuracy", "confusion", "answered")} == {
            key: row[key] for key in ("model", "on", "n", "accuracy", "confusion", "answered")
        }
        assert row["ece"] == pytest.approx(before["ece"]) and row["ci95"] == pytest.approx(before["ci95"])
    assert "one" in page.read_text() and "two" in page.read_text()


def test_people_are_told_where_the_page_is(library, tmp_path, capsys) -> None:
    assert main(["compare", "one", "two", "--on", "mnist", "--html", str(tmp_path / "page.html")]) == 0
    said = capsys.readouterr().out
    assert "page.html" in said and "against two" in said


@pytest.mark.parametrize("place", ["nowhere/page.html", "data"])
def test_a_place_that_cannot_be_written_costs_no_measuring(library, tmp_path, capsys, place) -> None:
    assert main(["compare", "one", "two", "--on", "mnist", "--json", "--html", str(tmp_path / place)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and "could not be written" in said.err and "Traceback" not in said.err


def test_a_home_that_can_keep_nothing_costs_no_page(library, tmp_path, capsys) -> None:
    (library.home / "evaluations").write_text("a file where the folder should be")
    page = tmp_path / "page.html"
    assert main(["compare", "one", "two", "--on", "mnist", "--json", "--html", str(page)]) == 0
    said = capsys.readouterr()
    assert [json.loads(line)["model"] for line in said.out.splitlines()] == ["one", "two"]
    assert said.err.count("could not be written") == 1 and "measured again next time" in said.err
    assert "one" in page.read_text() and "</html>" in page.read_text()


def test_the_windows_page_is_written_too_and_the_reason_is_told(library, tmp_path) -> None:
    (library.home / "evaluations").write_text("a file where the folder should be")
    page = tmp_path / "page.html"
    sets = EvalSetCache(library.home)
    events = list(gather_report.reported(library, ["one", "two"], ["mnist"], page, library.home, sets))
    assert [type(event) for event in events if not isinstance(event, Progress)] == [Problem, Report, Written]
    assert "</html>" in page.read_text()


def test_a_card_of_a_newer_digitpad_is_named(library, tmp_path, capsys) -> None:
    card = library.models / "two" / "card.json"
    card.write_text(card.read_text().replace(f'"format": {CARD_FORMAT}', f'"format": {CARD_FORMAT + 1}'))
    page = tmp_path / "page.html"
    assert main(["compare", "one", "two", "--on", "mnist", "--html", str(page)]) == 2
    assert "newer digitpad" in capsys.readouterr().err and not page.exists()
