"""Each model's prediction for the drawing on the pad: it follows the pen, and only models that are there are asked."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QLabel, QListView
from pytestqt.qtbot import QtBot

from digitpad.core.records import Refusal
from digitpad.ui.common.theme import DARK
from digitpad.ui.compare.answer_delegate import HEIGHT, AnswerRow, paint
from digitpad.ui.compare.compare_panel import ComparePanel
from tests.ui.compare.cards import CLOTHES, answer, bundled
from tests.ui.compare.parts import current, part


def lines(panel: ComparePanel) -> list[str]:
    model = part(panel, "compare-answers", QListView).model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def test_the_models_answers_follow_the_drawing(panel: ComparePanel) -> None:
    assert "Draw" in part(panel, "compare-summary", QLabel).text()
    panel.show_answers(
        {
            "padnet": answer(7, 0.99),
            "cnn-5x5": answer(7, 0.8),
            "mlp-512": answer(1, 0.61),
            "mlp-256-128": answer(None, 0.4, Refusal.TOO_SMALL),
            "mlp-120-84": answer(None, 0.97, Refusal.NOT_A_DIGIT),
            "mlp-256": answer(9, 0.55, classes=CLOTHES),
        },
        True,
    )
    assert lines(panel) == [
        "padnet: 7, 99.0 % sure, agrees",
        "cnn-5x5: 7, 80.0 % sure, agrees",
        "mlp-512: 1, 61.0 % sure, disagrees",
        "mlp-256: Ankle boot, 55.0 % sure",
        "mlp-120-84: not a digit",
        "mlp-256-128: not a digit, too small",
    ]
    assert part(panel, "compare-summary", QLabel).text() == "2 say 7, 1 says 1, 2 refuse"


def test_once_the_drawing_rests_the_surest_stand_first_by_however_little(panel: ComparePanel, qtbot: QtBot) -> None:
    steps = {"cnn-5x5": 0.80, "mlp-120-84": 0.84, "mlp-256-128": 0.88, "mlp-512": 0.92, "padnet": 0.96}
    panel.show_answers({model: answer(7, sure) for model, sure in steps.items()}, True)

    def order() -> list[str]:
        return [line.partition(":")[0] for line in lines(panel)[: len(steps)]]

    assert order() != sorted(steps, key=lambda model: -steps[model])  # each is surer than the last by less than counts
    qtbot.waitUntil(lambda: order() == sorted(steps, key=lambda model: -steps[model]))


def test_an_empty_pad_has_no_answers(panel: ComparePanel) -> None:
    panel.show_answers({"padnet": answer(7)}, True)
    panel.show_answers({"padnet": answer(7)}, False)
    assert all(line.endswith("no prediction yet") for line in lines(panel))
    assert "Draw" in part(panel, "compare-summary", QLabel).text()


def test_a_model_that_is_deleted_votes_no_more(panel: ComparePanel) -> None:
    panel.show_answers({"padnet": answer(7), "cnn-5x5": answer(7), "mlp-512": answer(1)}, True)
    summary = panel.findChild(QLabel, "compare-summary")
    assert summary is not None
    assert summary.text() == "2 say 7, 1 says 1"
    panel.show_models([each for each in bundled() if each.id != "mlp-512"])
    assert summary.text() == "All 2 say 7"
    panel.show_models([])
    assert summary.text() == "There are no models yet."


def test_a_click_on_an_answer_selects_its_model(panel: ComparePanel, qtbot: QtBot) -> None:
    view = part(panel, "compare-answers", QListView)
    panel.show_answers({"mlp-512": answer(7)}, True)
    place = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert current(panel) == "mlp-512"


def test_an_answer_of_a_model_that_is_gone_is_not_shown(panel: ComparePanel) -> None:
    panel.show_answers({"nobody": answer(1), "padnet": answer(7)}, True)
    assert len(lines(panel)) == len(bundled())
    panel.show_models(bundled()[1:])
    assert not any(line.startswith("padnet") for line in lines(panel))


def test_long_names_of_answers_stay_apart_where_there_is_little_room(qtbot: QtBot) -> None:
    def painted(name: str) -> QImage:
        image = QImage(150, HEIGHT, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        paint(painter, QRectF(image.rect()), AnswerRow(name, "7", 0.9), DARK, QApplication.font())
        painter.end()
        return image

    assert painted("a-rather-long-name-of-a-model-seed2") != painted("a-rather-long-name-of-a-model-seed3")
