"""The window and its controllers: files in and out, models that come, go and break, and what the user is told of it."""

import gzip
import json
import shutil
import threading
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QTableView

from digitpad.controllers.job_pool import JobPool
from digitpad.controllers.library_model import LibraryModel
from digitpad.controllers.settings_store import SettingsStore
from digitpad.core.errors import StorageError
from digitpad.core.file_locks import locked
from digitpad.core.records import RunStarted
from digitpad.core.settings import FILE_NAME, load
from digitpad.ink import files as ink_files
from tests.journeys.windows import MODEL, ONE, SEVEN, answer, choose, close, controller, draw, find, press, said

pytest_plugins = ["tests.journeys.windows"]


def write_ink(path: Path, count: int = 1) -> Path:
    line = json.dumps({"word": "1", "drawing": [[[50, 50, 50, 50], [10, 40, 70, 95]]]})
    content = "".join(f"{line}\n" for _ in range(count)).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def write_one(path: Path, size: tuple[int, int] = (300, 200)) -> Path:
    page = Image.new("RGB", size, "white")
    ImageDraw.Draw(page).line([(size[0] / 2, 30), (size[0] / 2, size[1] - 30)], fill="black", width=12)
    page.save(path)
    return path


@pytest.mark.parametrize("name", ["one.ndjson", "one.ndjson.gz", "one.png", "one.jpg", "one.bmp"])
def test_a_dropped_file_is_read(qtbot, open_window, tmp_path, name):
    window = open_window()
    path = tmp_path / name
    (write_ink if "ndjson" in name else write_one)(path)
    window.pad.files_dropped.emit([path])
    qtbot.waitUntil(lambda: answer(window) != "")
    assert bool(window.pad.canvas.ink) == ("ndjson" in name)
    assert window.files.last.path == str(tmp_path)


def test_of_many_drawings_the_first_is_shown_and_the_number_told(qtbot, open_window, tmp_path):
    window = open_window()
    window.files.open_requested.emit([write_ink(tmp_path / "many.ndjson", 5)])
    qtbot.waitUntil(lambda: "5 drawings" in said(window))
    assert window.pad.canvas.ink


def test_files_that_cannot_be_read_are_said_and_the_drawing_stays(qtbot, open_window, tmp_path):
    window = open_window()
    draw(window, SEVEN)
    strokes = len(window.pad.canvas.ink.strokes)
    contents = {
        "a.ndjson": b'{"drawing": 7}\n',
        "b.png": b"\x89PNG broken",
        "c.ndjson.gz": b"\x1f\x8bno",
        "d.ndjson": b"",
        "e.txt": b"hello",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
        window.pad.files_dropped.emit([tmp_path / name])
        qtbot.waitUntil(lambda name=name: name in said(window))
        assert "Traceback" not in said(window)
        assert "unexpected" not in said(window)
        window.messages.close(window.messages.message)
    window.pad.files_dropped.emit([tmp_path / "absent.png"])
    qtbot.waitUntil(lambda: "absent.png" in said(window))
    assert len(window.pad.canvas.ink.strokes) == strokes


def test_a_blank_picture_is_shown_and_said_to_hold_nothing(qtbot, open_window, tmp_path):
    window = open_window()
    Image.new("L", (120, 90), 255).save(tmp_path / "blank.png")
    window.pad.files_dropped.emit([tmp_path / "blank.png"])
    qtbot.waitUntil(lambda: said(window) != "")
    assert answer(window) == ""


def test_a_drawing_goes_to_a_file_and_comes_back_the_same(qtbot, open_window, tmp_path):
    window = open_window()
    draw(window, SEVEN)
    before = window.pad.canvas.ink
    window.files.save_ink_requested.emit(tmp_path / "seven.ndjson")
    qtbot.waitUntil(lambda: "Saved as seven.ndjson" in said(window))
    (drawing,) = ink_files.read(tmp_path / "seven.ndjson")
    assert [stroke.shape for stroke in drawing.ink.strokes] == [stroke.shape for stroke in before.strokes]
    np.testing.assert_allclose(drawing.ink.strokes[0], before.strokes[0], atol=0.01)
    window.files.save_picture_requested.emit(tmp_path / "seven.png")
    qtbot.waitUntil(lambda: "Saved as seven.png" in said(window))
    with Image.open(tmp_path / "seven.png") as image:
        assert image.size == (560, 560)


def test_what_cannot_be_saved_is_said(qtbot, open_window, tmp_path):
    window = open_window()
    window.files.save_ink_requested.emit(tmp_path / "nothing.ndjson")
    qtbot.waitUntil(lambda: "no drawing on the pad" in said(window))
    window.messages.close(window.messages.message)
    draw(window, ONE)
    (tmp_path / "file").write_text("")
    window.files.save_ink_requested.emit(tmp_path / "file" / "x.ndjson")
    qtbot.waitUntil(lambda: "could not be written" in said(window))
    window.messages.close(window.messages.message)
    window.files.save_picture_requested.emit(tmp_path / "file" / "x.png")
    assert "could not be written" in said(window)


def test_a_copied_drawing_can_be_pasted_and_is_read(qtbot, open_window):
    window = open_window()
    draw(window, ONE)
    window.copy_requested.emit()
    press(window, "pad-clear")
    assert answer(window) == ""
    assert window.pad.paste()
    qtbot.waitUntil(lambda: answer(window) != "")
    assert not window.pad.canvas.ink
    draw(window, SEVEN)
    assert window.pad.canvas.ink, "the next stroke puts the picture away"


def test_a_deleted_model_goes_everywhere_and_undo_brings_it_back(qtbot, open_window):
    window = open_window()
    table = find(window, QTableView, "compare-table").model()
    rows = table.rowCount()
    window.compare.delete_requested.emit([MODEL])
    assert table.rowCount() == rows - 1
    assert find(window, QComboBox, "pad-model").findData(MODEL) < 0
    assert "was deleted" in said(window)
    window.messages.act()
    assert table.rowCount() == rows
    assert find(window, QComboBox, "pad-model").findData(MODEL) >= 0


def test_a_bundled_model_stays_and_says_so(qtbot, open_window, window_home):
    window = open_window(ready=False)
    bundled = [card.id for card in controller(window).library_model.cards if card.bundled]
    if not bundled:
        pytest.skip("no bundled models in this checkout")
    window.compare.delete_requested.emit([bundled[0]])
    assert "bundled" in said(window)
    assert bundled[0] in controller(window).library_model.ids


def test_a_new_title_and_note_are_kept(qtbot, open_window, window_home):
    window = open_window(ready=False)
    window.compare.rename_requested.emit(MODEL, "My first")
    window.compare.note_requested.emit(MODEL, "trained in class")
    box = find(window, QComboBox, "pad-model")
    assert "My first" in box.itemText(box.findData(MODEL))
    card = json.loads((window_home / "models" / MODEL / "card.json").read_text())
    assert (card["title"], card["note"]) == ("My first", "trained in class")


@pytest.mark.parametrize("broken", ["card", "weights", "shape"])
def test_a_broken_model_is_told_and_all_others_still_read(qtbot, open_window, window_home, broken):
    bad = window_home / "models" / "bad"
    shutil.copytree(window_home / "models" / MODEL, bad)
    card = json.loads((bad / "card.json").read_text()) | {"id": "bad"}
    if broken == "shape":
        card["plan"]["architecture"] = "mlp-512"
    (bad / "card.json").write_text("{" if broken == "card" else json.dumps(card))
    if broken == "weights":
        next(bad.glob("*.safetensors")).write_bytes(b"no weights")
    window = open_window()
    qtbot.waitUntil(lambda: "bad" in said(window))
    draw(window, ONE)
    qtbot.waitUntil(lambda: answer(window) != "")


def test_an_unknown_model_in_the_settings_is_stood_in_for_and_not_forgotten(qtbot, open_window, window_home):
    (window_home / "settings.json").write_text('{"model": "gone"}')
    window = open_window(ready=False)
    assert window.pad.models.model_id in controller(window).library_model.ids
    close(qtbot, window)
    assert json.loads((window_home / "settings.json").read_text()).get("model") == "gone"


def test_model_and_pen_are_remembered(qtbot, open_window):
    window = open_window(ready=False)
    choose(window, MODEL)
    window.pad.pen_slider.setValue(31)
    close(qtbot, window)
    again = open_window(ready=False)
    assert again.pad.models.model_id == MODEL
    assert again.pad.pen_slider.value() == 31


def test_a_training_that_cannot_begin_says_why(qtbot, open_window, monkeypatch, tmp_path):
    window = open_window()
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path))
    broken = tmp_path / "mnist"
    broken.mkdir()
    for part in ("train", "t10k"):
        (broken / f"{part}-images-idx3-ubyte.gz").write_bytes(b"broken")
        (broken / f"{part}-labels-idx1-ubyte.gz").write_bytes(b"broken")
    press(window, "train-start")
    qtbot.waitUntil(lambda: not controller(window).train.running, timeout=60_000)
    assert said(window) != ""
    assert "unexpected" not in said(window)


def test_one_training_at_a_time(qtbot, open_window):
    window = open_window()
    happened = QSignalSpy(controller(window).train.happened)
    window.train.start_requested.emit(window.train.plan(), "")
    window.train.start_requested.emit(window.train.plan(), "")
    assert "in progress" in said(window)
    qtbot.waitUntil(lambda: not controller(window).train.running, timeout=60_000)
    events = [event for number in range(happened.count()) for event in happened.at(number)[0]]
    assert sum(isinstance(event, RunStarted) for event in events) == 1


def test_measuring_goes_on_past_a_model_that_is_gone_and_can_be_stopped(qtbot, open_window):
    window = open_window()
    window.compare.evaluate_requested.emit(["gone", MODEL], "mnist")
    window.compare.evaluate_requested.emit([MODEL], "mnist")
    qtbot.waitUntil(lambda: not controller(window).compare.running, timeout=60_000)
    assert "no model called 'gone'" in said(window)
    window.compare.evaluate_requested.emit([MODEL] * 50, "mnist")
    window.compare.stop_requested.emit()
    qtbot.waitUntil(lambda: not controller(window).compare.running, timeout=60_000)


def test_settings_that_cannot_be_written_are_said(qtbot, tmp_path):
    job_pool = JobPool()
    home = tmp_path / "home"
    memory = SettingsStore(home, job_pool)
    home.write_text("a file where the folder should be")
    with qtbot.waitSignal(memory.failed) as told:
        memory.change(theme="dark")
    assert "could not be written" in told.args[0]
    qtbot.waitUntil(lambda: not job_pool.busy)


def test_the_last_change_is_on_the_disk_whoever_writes_first(qtbot, tmp_path):
    """A job waits for another window's writing while this window changes something more and closes."""
    job_pool, home = JobPool(), tmp_path / "home"
    memory = SettingsStore(home, job_pool)
    for attempt in range(4):
        memory.change(theme="light", tab=attempt)
        assert memory.flush() == ("", "")
        with ExitStack() as other_window:
            other_window.enter_context(locked(home / FILE_NAME))
            memory.change(theme="dark")
            qtbot.waitUntil(lambda: job_pool.busy)
            memory.change(theme="system")
            done = threading.Timer(0.2, other_window.pop_all().close)
            done.start()
            assert memory.flush() == ("", "")
            done.join()
        qtbot.waitUntil(lambda: not job_pool.busy)
        assert load(home)[0].theme == "system"


def test_a_job_that_fails_is_told_of_once(qtbot):
    def fails():
        raise StorageError("It cannot be written.", "Make room.")
        yield

    job_pool, told, ends, mended = JobPool(), [], [], []
    job_pool.failed.connect(lambda *words: told.append(words))
    job_pool.mended.connect(mended.append)
    job_pool.start(fails, place="train", cause="saving")
    job_pool.start(fails, None, ends.append)  # who wants to be told of the end says it in its own words
    qtbot.waitUntil(lambda: not job_pool.busy)
    assert told == [("It cannot be written.", "Make room.", "train", "saving")]
    assert [end.message for end in ends] == ["It cannot be written."]
    assert mended == []
    job_pool.start(lambda: iter([1]), cause="saving")
    qtbot.waitUntil(lambda: not job_pool.busy)
    assert mended == ["saving"]


def test_the_shelf_tells_each_problem_once(qtbot, window_home):
    from digitpad.models.library import open_library

    (window_home / "models" / "empty").mkdir()
    library_model = LibraryModel(open_library(window_home))
    told: list[str] = []
    library_model.problem.connect(told.append)
    library_model.refresh()
    library_model.refresh()
    assert len(told) == 1
    assert "empty" in told[0]


def test_what_is_chosen_in_the_preferences_takes_effect_and_is_remembered(qtbot, open_window, window_home):
    """19"""
    window = open_window(ready=False)
    find(window, QAction, "preferences").trigger()
    dialog = find(window, QDialog, "preferences")
    dialog.theme_chosen.emit("dark")
    dialog.zoom_chosen.emit(125)
    dialog.language_chosen.emit("zh_CN")
    dialog.pen_chosen.emit(20.0)
    find(dialog, QCheckBox, "preferences-numbers").click()
    assert window.theme_choice == "dark" and window.zoom == 125 and window.pad.tools.numbers.isChecked()
    assert window.pad.canvas.pen_px == 20 and find(window, QAction, "language-zh_CN").isChecked()
    assert "started again" in said(window)
    dialog.close()
    close(qtbot, window)
    kept = load(window_home)[0]
    assert (kept.theme, kept.zoom, kept.language, kept.pen_width, kept.numbers) == ("dark", 125, "zh_CN", 20.0, True)
