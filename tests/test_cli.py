"""The commands as a user types them: what they print, what they leave, and how they end."""

import gzip
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad import __version__, cli
from digitpad.library import bending, scoring
from digitpad.library.library import open_library
from tests import tiny_mnist
from tests.small_models import SCORE, saved

STROKE = [[[50] * 16, list(range(10, 90, 5))]]
SET_KEYS = {"model", "on", "n", "accuracy", "ci95", "confusion", "ece", "answered"}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_mnist.write(tmp_path_factory.mktemp("data"), train=700, test=200)


@pytest.fixture
def house(home: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with two models that answer, a small MNIST, and 10 drawings in `ten.ndjson` beside it."""
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny))
    library = open_library(home)
    saved(library, "one", "mlp-256-128", seed=1)
    saved(library, "two", "mlp-256", seed=2)
    lines = [{"word": str(n), "key_id": f"drawing-{n}", "drawing": STROKE} for n in range(10)]
    (home.parent / "ten.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return home


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]):
    """Runs a command line; gives its stdout."""

    def run(*words: object, code: int = 0) -> str:
        assert cli.main([str(word) for word in words]) == code
        said = capsys.readouterr()
        run.stderr = said.err  # type: ignore[attr-defined]
        return said.out

    return run


@pytest.fixture
def rows(say):
    """Runs a command line with --json; gives the objects, and fails on any other line of stdout."""
    return lambda *words: [json.loads(line) for line in say(*words, "--json").splitlines()]


def started(*words: object, **environment: str) -> subprocess.Popen[str]:
    """A command line under way, which hears Ctrl+C even where the tests were begun in the background and do not."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "digitpad", *map(str, words)]
    env = {**os.environ, **environment}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)


def without_screen(**environment: str) -> subprocess.CompletedProcess[str]:
    """`digitpad` alone, in an environment without any display but what is given."""
    gone = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {name: value for name, value in os.environ.items() if name not in gone} | environment
    command = [sys.executable, "-m", "digitpad"]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=180)


# ---- models, data


def test_models_lists_the_library_with_the_contracts_keys(house: Path, rows) -> None:
    (row,) = [row for row in rows("models") if row["id"] == "one"]
    expected = {"architecture": "mlp-256-128", "dataset": "mnist", "parameters": 235_146, "accuracy": SCORE.accuracy}
    assert expected.items() <= row.items()
    assert row["bytes"] == (house / "models" / "one" / "weights.safetensors").stat().st_size


def test_models_for_people_is_a_table(house: Path, say) -> None:
    text = say("models")
    assert "235,146" in text and "90.00 %" in text and "86.00 - 93.00" in text


def test_a_broken_model_is_named_on_stderr_and_the_others_are_listed(house: Path, say, rows) -> None:
    (house / "models" / "two" / "card.json").write_text("{")
    ids = {row["id"] for row in rows("models")}
    assert "one" in ids and "two" not in ids
    say("models")
    assert "'two'" in say.stderr


def test_models_and_help_load_neither_torch_nor_qt(house: Path) -> None:
    code = (
        "import sys; from digitpad import cli; cli.main(['models', '--json']); cli.main(['--help']);"
        "print([name for name in ('torch', 'PySide6', 'PIL') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_data_says_what_is_where(house: Path, tiny: Path, rows, say) -> None:
    found = {row["name"]: row for row in rows("data")}
    assert found["mnist"]["state"] == "ready" and found["mnist"]["path"] == str(tiny / "mnist")
    assert found["fashion-mnist"].keys() >= {"name", "path", "state"}
    assert "mnist" in say("data")


def test_originals_become_an_ink_file(house: Path, rows, say) -> None:
    original = house.parent / "some.tra"
    original.write_text(
        "".join(f'.SEGMENT DIGIT 0 ? "{n}"\n.COMMENT {n} 5 {n}\n.PEN_DOWN\n1 90\n1 10\n' for n in (1, 7))
    )
    target = house.parent / "some.ndjson.gz"
    (row,) = rows("data", "import", original, "--to", target)
    expected = {"path": str(target), "drawings": 2, "left_out": 0, "writers": 1, "words": {"1": 1, "7": 1}}
    assert expected.items() <= row.items()
    assert [row["key_id"] for row in rows("predict", "--model", "one", target)] == [
        "pendigits-tr5-001",
        "pendigits-tr5-007",
    ]
    text = say("data", "import", original, "--to", target, "--only", "7")
    assert "1 drawing of 1 writer from 1 file" in text and "1 more were left out" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import",), "Which files"),
        (("import", "some.tra"), "Where should"),
        (("import", "absent.tra", "--to", "x.ndjson"), "no file"),
        (("--to", "x.ndjson"), "import"),
        (("fetch",), "Which dataset"),
        (("fetch", "mnist", "fashion-mnist"), "Which dataset"),
        (("improt", "some.tra"), "import"),
    ],
)
def test_an_import_that_cannot_be_leaves_nothing(house: Path, say, monkeypatch, words, said: str) -> None:
    monkeypatch.chdir(house.parent)
    before = sorted(house.parent.iterdir())
    assert say("data", *words, code=2) == ""
    assert said in say.stderr
    assert sorted(house.parent.iterdir()) == before


def test_version_and_help(say) -> None:
    assert say("--version").split() == ["digitpad", __version__]
    for word in ("models", "predict", "evaluate", "train", "compare", "export", "data"):
        assert word in say("--help")
        assert f"digitpad {word}" in say(word, "--help")


# ---- predict


def test_predict_gives_a_line_for_each_drawing_of_each_file(house: Path, rows) -> None:
    ink = house.parent / "ten.ndjson"
    with gzip.open(house.parent / "ten.ndjson.gz", "wt") as file:
        file.write(ink.read_text())
    found = rows("predict", "--model", "one", ink, house.parent / "ten.ndjson.gz")
    assert [row["key_id"] for row in found] == [f"drawing-{n}" for n in range(10)] * 2
    for row in found:
        assert row["answer"] in list("0123456789")
        assert len(row["probabilities"]) == 10 and abs(sum(row["probabilities"]) - 1) < 1e-3
        assert row["confidence"] == max(row["probabilities"])


@pytest.mark.parametrize("name", ["one.png", "one.jpg", "one.bmp"])
def test_predict_reads_pictures_and_names_them_by_their_file(house: Path, rows, name: str) -> None:
    page = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill="black", width=12)
    page.save(house.parent / name)
    (row,) = rows("predict", "--model", "one", house.parent / name)
    assert row["key_id"] == name
    (drawn,) = rows("predict", "--model", "one", house.parent / "ten.ndjson")[:1]
    assert row["nearest"] == drawn["nearest"], "a drawn line and a pictured one are the same glyph"


def test_predict_takes_all_that_it_can_read_in_a_folder(house: Path, rows, say) -> None:
    folder = house.parent / "folder"
    (folder / "deeper").mkdir(parents=True)
    page = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill=0, width=12)
    page.save(folder / "b.png")
    (folder / "a.ndjson").write_text((house.parent / "ten.ndjson").read_text().splitlines()[0])
    np.savez(folder / "c.npz", x=np.stack([np.asarray(page.resize((30, 20))) ^ 255, np.zeros((20, 30), np.uint8)]))
    for other in ("notes.txt", ".hidden.png", "packed.tar.gz", "deeper/d.png"):
        (folder / other).write_text("nothing of ours")
    found = rows("predict", "--model", "one", folder)
    assert [row["key_id"] for row in found] == ["drawing-0", "b.png", "c.npz:0", "c.npz:1"]
    assert [row["refused"] for row in found] == [None, None, None, "empty"]
    assert [len(row["digits"]) for row in rows("predict", "--numbers", "--model", "one", folder)] == [1, 1, 1, 0]
    (folder / "z.png").write_bytes(b"broken")
    assert say("predict", "--model", "one", folder, code=2) == ""
    assert "z.png" in say.stderr


def test_an_empty_drawing_is_answered_with_null(house: Path, rows) -> None:
    path = house.parent / "empty.ndjson"
    path.write_text('{"key_id": "nothing", "drawing": []}\n')
    (row,) = rows("predict", "--model", "one", path)
    assert (row["key_id"], row["answer"], row["refused"]) == ("nothing", None, "empty")


def test_predict_for_people_says_answers_and_refusals(house: Path, say) -> None:
    path = house.parent / "mixed.ndjson"
    path.write_text(json.dumps({"key_id": "line", "drawing": STROKE}) + '\n{"key_id": "none", "drawing": []}\n')
    text = say("predict", "--model", "one", path)
    assert "line" in text and "%" in text and "empty" in text


def test_where_one_file_is_broken_nothing_is_printed(house: Path, say) -> None:
    broken = house.parent / "broken.png"
    broken.write_bytes(b"\x89PNG")
    assert say("predict", "--model", "one", house.parent / "ten.ndjson", broken, code=2) == ""
    assert str(broken) in say.stderr


def test_a_reader_that_goes_away_is_no_error_on_stderr(house: Path) -> None:
    many = house.parent / "many.ndjson"
    many.write_text((house.parent / "ten.ndjson").read_text() * 300)
    process = started("predict", "--model", "one", many, "--json")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(180) == cli.EXIT_BROKEN_PIPE
    process.stderr.close()


# ---- evaluate, compare


def test_evaluate_gives_a_row_for_each_model_on_each_set(house: Path, rows) -> None:
    x = np.random.default_rng(0).integers(0, 255, (12, 28, 28), dtype=np.uint8)
    np.savez(house.parent / "set.npz", x=x, y=np.arange(12) % 10)
    sets = ["mnist", house.parent / "ten.ndjson", house.parent / "set.npz"]
    found = rows("evaluate", "--model", "one", "two", "--on", *sets)
    assert [(row["model"], row["on"], row["n"]) for row in found] == [
        (model, str(on), n) for on, n in zip(sets, (200, 10, 12), strict=True) for model in ("one", "two")
    ]
    for row in found:
        assert row.keys() >= SET_KEYS
        assert np.shape(row["confusion"]) == (10, 10) and np.sum(row["confusion"]) == row["n"]
        assert np.trace(row["confusion"]) == round(row["accuracy"] * row["n"])
        assert row["ci95"][0] <= row["accuracy"] <= row["ci95"][1]


def test_evaluate_all_takes_every_usable_model_once(house: Path, rows) -> None:
    found = [row["model"] for row in rows("evaluate", "--model", "all", "one", "--on", house.parent / "ten.ndjson")]
    assert len(found) == len(set(found)) and {"one", "two"} <= set(found)
    assert found == [row["id"] for row in rows("models")]


def test_figures_of_a_model_with_other_classes_come_with_a_warning(house: Path, say) -> None:
    saved(open_library(house), "clothes", "mlp-256", classes=tuple("abcdefghij"))
    assert "clothes" in say("evaluate", "--model", "clothes", "--on", "mnist")
    assert "other classes" in say.stderr
    assert not list(house.glob("evaluations/*.npz")), "figures that mean nothing do not stand in the window"


def test_ink_that_says_whose_it_is_is_told_apart(house: Path, rows, say) -> None:
    path = house.parent / "hands.ndjson"
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


def test_what_was_measured_is_taken_from_the_disk_with_the_same_figures(house: Path, rows, monkeypatch) -> None:
    path = house.parent / "hands.ndjson"
    lines = [{"word": str(n), "drawing": STROKE, "source": "here", "writer": "ann"} for n in (1, 2, 3)]
    path.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"word": "x", "drawing": STROKE}]))
    words = ("evaluate", "--model", "one", "two", "--on", path, "mnist")
    before, pairs = rows(*words), rows("compare", "one", "two", "--on", path)
    assert rows(*words, "--fresh") == before, "measured anew, it is the same"
    monkeypatch.setattr(scoring, "measure", lambda *_: pytest.fail("it is measured again"))
    assert rows(*words) == before
    assert rows("compare", "one", "two", "--on", path) == pairs
    with pytest.raises(pytest.fail.Exception, match="measured again"):
        rows(*words, "--fresh")


def test_a_model_trained_anew_and_a_set_that_changed_are_measured_anew(house: Path, rows) -> None:
    path = house.parent / "ten.ndjson"
    before = rows("evaluate", "--model", "one", "--on", path)
    path.write_text("\n".join(path.read_text().splitlines()[:4]) + "\n")
    assert [row["n"] for row in before + rows("evaluate", "--model", "one", "--on", path)] == [10, 4]
    library = open_library(house)
    library.delete("one")
    saved(library, "one", "mlp-256-128", seed=9)
    (fresh,) = rows("evaluate", "--model", "one", "--on", "mnist", "--fresh")
    assert rows("evaluate", "--model", "one", "--on", "mnist") == [fresh]


def test_the_same_glyphs_written_as_slips_of_the_pen_are_another_set(house: Path, rows) -> None:
    line = {"word": "1", "drawing": [[[5, 5, 5], [0, 4, 8]]]}
    large = {"word": "1", "drawing": [[[50, 50, 50], [0, 40, 80]]]}
    shares = []
    for name, what in (("large", large), ("slip", line)):
        path = house.parent / f"{name}.ndjson"
        path.write_text(json.dumps(what) + "\n")
        shares += [row["answered"] for row in rows("evaluate", "--model", "one", "--on", path)]
    assert shares == [1.0, 0.0]


def test_where_nothing_can_be_kept_the_figures_are_printed_all_the_same(house: Path, rows, say) -> None:
    (house / "evaluations").write_text("a file where the folder should be")
    (row,) = rows("evaluate", "--model", "one", "--on", "mnist")
    assert row["n"] == 200
    assert "could not be written" in say.stderr and "Traceback" not in say.stderr


def test_robustness_bends_digits_and_keeps_what_it_found(house: Path, rows, say, monkeypatch) -> None:
    some = bending.chosen
    monkeypatch.setattr(bending, "chosen", lambda rows: tuple(part[:4] for part in some(rows)))
    found = rows("evaluate", "--model", "one", "two", "--on", "robustness")
    assert [(row["model"], row["on"], row["n"]) for row in found] == [
        (name, "robustness", 4) for name in ("one", "two")
    ]
    assert all(row.keys() >= SET_KEYS | {"kinds"} and len(row["kinds"]) > 3 for row in found)
    monkeypatch.setattr(bending, "measured", lambda *_: pytest.fail("it is measured again"))
    assert [{**row, "mcnemar_p": {}} for row in found] == rows("compare", "one", "two", "--on", "robustness")
    assert "Mean accuracy in per cent" in say("evaluate", "--model", "two", "--on", "robustness")
    saved(open_library(house), "clothes", "mlp-256", classes=tuple("abcdefghij"))
    say("evaluate", "--model", "clothes", "--on", "robustness", code=2)
    assert "None of these models reads digits" in say.stderr
    say("evaluate", "--on", "robustness", "--stress", code=2)


def test_stress_draws_the_ink_again_a_line_each(house: Path, rows, say) -> None:
    found = rows("evaluate", "--model", "one", "--on", house.parent / "ten.ndjson", "--stress")
    assert found[0]["stress"] == "none" and "by_digit" in found[0]
    assert {row["stress"] for row in found} >= {"size", "place", "pen", "rotation", "shear", "speed"}
    assert all(row.keys() >= SET_KEYS | {"stress", "amount", "same"} and row["n"] == 10 for row in found)
    assert all(row["same"] == 1.0 for row in found if row["stress"] == "place"), "where it stands cannot matter"
    say("evaluate", "--model", "one", "--on", "mnist", "--stress", code=2)
    assert "pictures, not strokes" in say.stderr


def test_compare_adds_mcnemars_p_against_each_other(house: Path, rows, say) -> None:
    found = rows("compare", "one", "two", "--on", "mnist")
    assert [(row["model"], list(row["mcnemar_p"])) for row in found] == [("one", ["two"]), ("two", ["one"])]
    assert found[0]["mcnemar_p"]["two"] == found[1]["mcnemar_p"]["one"]
    assert all(row.keys() >= SET_KEYS for row in found)
    assert "against two: p =" in say("compare", "one", "two", "--on", "mnist")


# ---- train


def test_train_prints_steps_epochs_and_the_model_and_nothing_else(house: Path, rows) -> None:
    found = rows("train", "mlp-256-128", "--epochs", "2", "--seed", "3", "--name", "mine", "--device", "cpu")
    assert {row["event"] for row in found} == {"step", "epoch", "done"}
    epochs = [row for row in found if row["event"] == "epoch"]
    assert [row["epoch"] for row in epochs] == [1, 2]
    keys = {"epoch", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "seconds"}
    assert all(row.keys() >= keys for row in epochs)
    assert found[-1]["event"] == "done" and found[-1]["id"] == "mine"
    card = open_library(house).card("mine")
    assert card.command == "digitpad train mlp-256-128 --epochs 2 --seed 3 --name mine --device cpu"
    assert (card.plan.seed, card.changes) == (3, ("epochs 5 -> 2",))


def test_train_for_people_shows_a_row_an_epoch_and_what_was_kept(house: Path, say) -> None:
    text = say("train", "mlp-256-128", "--epochs", "1", "--name", "mine")
    assert "1/1" in text and "Kept as mine" in text and "differs from the recipe: epochs 5 -> 1" in text


def test_every_setting_can_be_changed_and_is_recorded(house: Path, say) -> None:
    words = (
        "--epochs 1 --batch-size 50 --lr 0.02 --optimizer sgd --momentum 0.5 --weight-decay 0.001 --schedule cosine "
        "--label-smoothing 0.1 --average 0.9 --seed 9 --device cpu --architecture mlp-256 --input unit "
        "--dataset mnist --augment rotate=5,shift=1.5"
    )
    say("train", "mlp-256-128", "--name", "mine", *words.split())
    plan = open_library(house).card("mine").plan
    wanted = {
        "epochs": 1, "batch_size": 50, "learning_rate": 0.02, "optimizer": "sgd", "momentum": 0.5,
        "weight_decay": 0.001, "schedule": "cosine", "label_smoothing": 0.1, "average": 0.9, "seed": 9, "device": "cpu",
        "architecture": "mlp-256", "input": "unit", "dataset": "mnist", "recipe": "mlp-256-128",
    }  # fmt: skip
    assert {name: getattr(plan, name) for name in wanted} == wanted
    assert (plan.augmentation.rotate, plan.augmentation.shift) == (5, 1.5)


def test_without_a_name_the_recipes_id_is_numbered_and_into_leaves_the_library_alone(
    house: Path, say, tmp_path
) -> None:
    base = ("train", "mlp-256-128", "--epochs", "1", "--device", "cpu")
    before = {card.id for card in open_library(house).cards()}
    say(*base, "--into", tmp_path / "kept")
    assert {card.id for card in open_library(house).cards()} == before
    assert (tmp_path / "kept" / "mlp-256-128" / "card.json").exists()
    saved(open_library(house), "mlp-256-128")
    before = {card.id for card in open_library(house).cards()}
    say(*base)
    (new,) = {card.id for card in open_library(house).cards()} - before
    assert new.startswith("mlp-256-128-")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_run_interrupted_is_kept_and_resumed_to_its_last_epoch(house: Path, rows, number: int, code: int) -> None:
    process = started("train", "mlp-256-128", "--epochs", "25", "--name", "cut", "--device", "cpu", "--json")
    assert process.stdout is not None and process.stderr is not None
    done = 0
    for line in process.stdout:
        done += json.loads(line)["event"] == "epoch"
        if done == 2:
            process.send_signal(number)
            break
    rest, said = process.communicate(timeout=180)
    assert process.returncode == code, said
    assert "Traceback" not in said
    if number != signal.SIGKILL:
        assert "--resume cut" in said
    printed = done + sum(json.loads(line)["event"] == "epoch" for line in rest.splitlines() if line.endswith("}"))
    assert printed < 25, "it ended before it could be interrupted"
    epochs = [row["epoch"] for row in rows("train", "mlp-256-128", "--resume", "cut") if row["event"] == "epoch"]
    assert epochs == list(range(epochs[0], 26)) and epochs[0] in (printed, printed + 1)
    card = open_library(house).card("cut")
    assert [row.epoch for row in card.history] == list(range(1, 26))


def test_resume_takes_no_other_settings(house: Path, say) -> None:
    say("train", "--resume", "cut", "--epochs", "9", code=2)
    assert "--epochs cannot be changed" in say.stderr


def test_export_tells_path_and_difference(house: Path, rows) -> None:
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")
    (row,) = rows("export", "one", "--to", house.parent / "one.onnx")
    assert row["path"] == str(house.parent / "one.onnx")
    assert Path(row["path"]).stat().st_size > 10_000
    assert 0 <= row["max_abs_difference"] <= 1e-4


# ---- the window


@pytest.mark.skipif(sys.platform != "linux", reason="where Qt aborts without a display")
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "DISPLAY is not set"),
        ({"DISPLAY": ":987"}, "':987' does not answer"),
        ({"DISPLAY": ":987", "QT_QPA_PLATFORM": "xcb"}, "':987' does not answer"),
        ({"WAYLAND_DISPLAY": "wayland-987"}, "Wayland display does not answer"),
    ],
    ids=["none", "dead X", "dead X, chosen", "dead Wayland"],
)
def test_without_a_display_a_sentence_says_so(environment: dict[str, str], said: str) -> None:
    done = without_screen(**environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="the hint names Debian's packages")
def test_a_system_library_that_qt_lacks_is_told_with_the_command_that_brings_it(house: Path, tmp_path: Path) -> None:
    """A PySide6 that fails at import as it does without libEGL, found before the true one."""
    (tmp_path / "site" / "PySide6").mkdir(parents=True)
    (tmp_path / "site" / "PySide6" / "__init__.py").write_text(
        'raise ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")\n'
    )
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from digitpad import cli; sys.exit(cli.main())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=180)
    assert (done.returncode, done.stdout) == (2, "")
    assert "libEGL.so.1" in done.stderr and "apt install" in done.stderr and "Traceback" not in done.stderr
