"""The real window: a drawing is tested and explained, neighbours are found once, robustness and the report are made."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from digitpad.analysis.columns import set_title
from digitpad.core.records import RUNNING, SnapshotTaken
from digitpad.evaluation import robustness, robustness_measure
from digitpad.evaluation.explanations import Explanation
from digitpad.evaluation.robustness import ROBUSTNESS
from digitpad.ink import corpus
from digitpad.ink.glyph import glyph
from digitpad.models.library import open_library
from digitpad.tasks import explain_drawing
from digitpad.tasks.open_models import OpenModels
from digitpad.tasks.progress import Progress
from digitpad.ui.compare.explanation.explanation_page import ExplanationPage
from digitpad.ui.compare.explanation.explanation_row import ExplanationRow
from digitpad.ui.compare.table.table_view import TableView
from tests.journeys.windows import MODEL, SEVEN, answers, choose, controller, draw, find, press, said, table_cell
from tests.small_models import saved, weights_of

pytest_plugins = ["tests.journeys.windows"]
WORK_MS = 60_000


@pytest.fixture
def compared(open_window, qtbot):
    """The window with a seven on the pad and the comparison in front."""
    window = open_window()
    window.show_compare()
    choose(window, MODEL)
    draw(window, SEVEN)
    return window


def explanations(page: ExplanationPage) -> dict[str, Explanation]:
    """What the rows that are seen explain, by model."""
    rows = [row for row in page.findChildren(ExplanationRow) if row.isVisible()]
    return {row.explanation.model: row.explanation for row in rows if row.explanation is not None}


def test_the_drawing_is_bent_and_follows_the_pen_and_the_clear(compared, qtbot) -> None:
    page = compared.compare.reasons.robustness
    press(compared, "compare-page-breaks")
    qtbot.waitUntil(lambda: MODEL in page.figures(), timeout=WORK_MS)
    first = page.figures()
    assert page.legend.rowCount() > 0 and page.bar.right >= 0
    draw(compared, [(0.2, 0.8), (0.8, 0.8)])
    qtbot.waitUntil(lambda: page.figures() not in ("", first), timeout=WORK_MS)
    press(compared, "pad-clear")
    qtbot.waitUntil(lambda: not page.figures(), timeout=WORK_MS)
    press(compared, "sweep-sample")
    qtbot.waitUntil(lambda: MODEL in page.figures(), timeout=WORK_MS)


def test_why_explains_and_finds_neighbours_that_the_next_window_has_at_once(compared, qtbot, window_home) -> None:
    page = compared.compare.reasons.why
    press(compared, "compare-page-why")
    qtbot.waitUntil(lambda: MODEL in explanations(page), timeout=WORK_MS)
    assert explanations(page)[MODEL].neighbours is None and explanations(page)[MODEL].occlusion.any()
    page.neighbours_requested.emit([MODEL])
    qtbot.waitUntil(lambda: explanations(page)[MODEL].neighbours is not None, timeout=WORK_MS)
    assert len(explanations(page)[MODEL].neighbours) == 5
    qtbot.waitUntil(lambda: len(list(window_home.glob("features/*"))) == 1, timeout=WORK_MS)  # kept once it is shown


def test_a_model_s_neighbours_come_before_the_next_model_is_looked_at(compared, qtbot, window_home) -> None:
    library = open_library(window_home)
    other = saved(library, "other").id
    news = list(
        explain_drawing.neighbours_found(
            OpenModels(library), [MODEL, other], glyph(compared.pad.canvas.ink), window_home
        )
    )
    found = [at for at, each in enumerate(news) if isinstance(each, Explanation)]
    assert [news[at].model for at in found] == [MODEL, other]
    assert all(len(news[at].neighbours) == 5 for at in found)
    assert not any(other in each.text for each in news[: found[0]] if isinstance(each, Progress))


def test_the_net_in_training_answers_is_bent_and_explained_until_its_training_is_over(compared, qtbot) -> None:
    page, why = compared.compare.reasons.robustness, compared.compare.reasons.why
    card, reasons = (
        open_library(controller(compared).library_model.library.home).card(MODEL),
        controller(compared).reasons,
    )
    net = weights_of(card.plan, seed=3)
    press(compared, "compare-page-breaks")
    controller(compared).inference.set_running_model(SnapshotTaken(card, net))
    controller(compared).pad.show_running("a run", card.classes)
    reasons.learn(SnapshotTaken(card, net))
    training = f"{MODEL} (in training)"
    qtbot.waitUntil(lambda: f"{RUNNING}: " in page.figures(), timeout=WORK_MS)
    qtbot.waitUntil(lambda: all(answers(compared).get(name) for name in (training, MODEL)), timeout=WORK_MS)
    first = page.figures()
    reasons.learn(SnapshotTaken(card, weights_of(card.plan, seed=4)))
    qtbot.waitUntil(lambda: f"{RUNNING}: " in page.figures() != first, timeout=WORK_MS)
    press(compared, "compare-page-why")
    qtbot.waitUntil(lambda: RUNNING in explanations(why), timeout=WORK_MS)
    assert "Once the training is done" in explanations(why)[RUNNING].lacking
    reasons.learn(None)
    controller(compared).pad.end_running("")
    assert f"{RUNNING}: " not in page.figures() and training not in answers(compared)
    qtbot.waitUntil(lambda: MODEL in explanations(why) and RUNNING not in explanations(why), timeout=WORK_MS)
    assert said(compared) == ""


def test_a_weights_file_deleted_under_a_selected_model_is_one_sentence(compared, qtbot, window_home) -> None:
    compared.compare.select(MODEL)
    (window_home / "models" / MODEL / "weights.safetensors").unlink()
    press(compared, "compare-page-why")
    qtbot.waitUntil(lambda: MODEL in said(compared), timeout=WORK_MS)
    compared.compare.evaluate_requested.emit([MODEL], "mnist")
    qtbot.waitUntil(lambda: not controller(compared).compare.running, timeout=WORK_MS)
    assert "Traceback" not in said(compared)


def test_robustness_is_measured_once_and_survives_the_window(
    compared, open_window, qtbot, monkeypatch, window_home
) -> None:
    monkeypatch.setattr(corpus, "files", lambda _home=None: [])
    some = robustness_measure.chosen
    monkeypatch.setattr(robustness_measure, "chosen", lambda rows: tuple(part[:6] for part in some(rows)))
    compared.compare.evaluate_requested.emit([MODEL], ROBUSTNESS)
    qtbot.waitUntil(lambda: not controller(compared).compare.running, timeout=WORK_MS)
    title = set_title(ROBUSTNESS)
    shown = table_cell(compared, MODEL, title)
    assert 0 <= float(shown.split()[0]) <= 100
    (score,) = robustness.recalled(window_home, {MODEL: open_library(window_home).fingerprint(MODEL)})
    assert score.n == 6
    monkeypatch.setattr(robustness_measure, "chosen", lambda _rows: pytest.fail("measured again"))
    compared.compare.evaluate_requested.emit([MODEL], ROBUSTNESS)
    qtbot.waitUntil(lambda: not controller(compared).compare.running, timeout=WORK_MS)
    other = open_window()
    qtbot.waitUntil(lambda: table_cell(other, MODEL, title) == shown, timeout=WORK_MS)


def select_small_ones(window, home) -> None:
    """The bundled models would take their time."""
    other = saved(open_library(home), "other").id
    window.activated.emit()  # the window looks at its library again
    find(window, TableView, "compare-table").select(MODEL, [MODEL, other])


def test_the_report_is_written_and_said(compared, qtbot, tmp_path, window_home) -> None:
    select_small_ones(compared, window_home)
    compared.compare.exports.report_requested.emit(tmp_path / "all.html")
    qtbot.waitUntil(lambda: "all.html" in said(compared), timeout=WORK_MS)
    page = (tmp_path / "all.html").read_text()
    assert MODEL in page and "</html>" in page


def test_a_report_that_cannot_be_written_is_a_sentence(compared, qtbot, tmp_path, window_home) -> None:
    select_small_ones(compared, window_home)
    (tmp_path / "x.html").mkdir()
    compared.compare.exports.report_requested.emit(tmp_path / "x.html")
    qtbot.waitUntil(lambda: "is a folder" in said(compared), timeout=WORK_MS)


def test_an_empty_library_has_nothing_to_bend_and_says_so(compared, qtbot) -> None:
    compared.compare.show_models([])
    compared.compare.exports.report_requested.emit(Path("x.html"))
    assert "no model" in said(compared)
    assert find(compared, QPushButton, "compare-page-breaks").isEnabled()
