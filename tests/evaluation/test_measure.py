"""The figures that models are judged by, held against a count by hand and against scipy."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import stats

from digitpad.analysis import differences
from digitpad.core.errors import DatasetError, DigitpadError, InkError, UnknownNameError
from digitpad.core.records import Card
from digitpad.evaluation import measure, test_sets
from digitpad.evaluation.evaluations import Evaluation
from digitpad.evaluation.test_sets import TestSet as Rows
from digitpad.ink.files import Drawing
from digitpad.ink.ink import Ink
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import open_library
from tests import tiny_mnist
from tests.ink.pictures.scenes import scanned, web_canvas
from tests.ink.sample import mnist_test
from tests.small_models import card_of, weights_of

CARD = card_of("mine")
LINE = Ink.from_strokes([[(50, y) for y in range(10, 90, 5)]])


def rows_of(labels: list[int], refused: list[int] = (), classes: tuple[str, ...] | None = None) -> Rows:  # type: ignore[assignment]
    flags = np.zeros(len(labels), bool)
    flags[list(refused)] = True
    return Rows("set", np.zeros((len(labels), 28, 28), np.uint8), np.array(labels), flags, classes, "")


def says(*digits: int, sure: float = 0.91) -> np.ndarray:
    """Probabilities that name these digits."""
    table = np.full((len(digits), 10), (1 - sure) / 9)
    table[range(len(digits)), digits] = sure
    return table


def test_accuracy_counts_every_drawing_and_answered_those_not_refused() -> None:
    found = measure.judged(
        CARD, rows_of([1, 2, 3, 4], refused=[3]), says(1, 2, 5, 4), np.array([True, False, True, True])
    )
    row = found.row()
    assert (row["n"], row["accuracy"], row["answered"]) == (4, 0.75, 0.5)
    interval = stats.binomtest(3, 4).proportion_ci(method="wilson")
    assert row["ci95"] == pytest.approx([interval.low, interval.high])
    assert row["ece"] == pytest.approx(abs(0.91 - 0.75))
    confusion = np.array(row["confusion"])
    assert confusion.shape == (10, 10) and confusion.sum() == 4
    assert confusion[3, 5] == 1, "rows are what is true, columns what was answered"


def test_letters_among_digits_are_counted_apart() -> None:
    found = measure.judged(CARD, rows_of([1, -1, 2, -1]), says(1, 7, 3, 0), np.array([True, True, True, False]))
    row = found.row()
    assert (row["n"], row["accuracy"], row["answered"]) == (2, 0.5, 1.0)
    assert (row["others"], row["others_answered"]) == (2, 0.5)
    assert np.sum(row["confusion"]) == 2


def test_letters_alone_are_all_wrong_and_what_counts_is_how_many_are_refused() -> None:
    found = measure.judged(CARD, rows_of([-1, -1, -1]), says(1, 7, 3), np.array([True, False, False]))
    row = found.row()
    assert (row["n"], row["accuracy"], row["judged"], found.score.judged) == (3, 0.0, False, False)
    assert row["answered"] == pytest.approx(1 / 3)
    assert np.shape(row["confusion"]) == (10, 10) and np.sum(row["confusion"]) == 0


def test_a_model_of_other_classes_is_marked() -> None:
    digits = tuple("0123456789")
    clothes = card_of("clothes", classes=tuple("abcdefghij"))
    assert not measure.judged(clothes, rows_of([1], classes=digits), says(1), np.array([True])).fits
    assert measure.judged(clothes, rows_of([1], classes=None), says(1), np.array([True])).fits


def test_differences_are_mcnemars_and_agree_with_scipy() -> None:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 10, 400)
    tables = [says(*np.where(rng.random(400) < share, labels, (labels + 1) % 10)) for share in (0.9, 0.8, 0.9)]
    rows = rows_of(labels.tolist())
    found = [
        measure.judged(card_of(name), rows, table, np.ones(400, bool))
        for name, table in zip("abc", tables, strict=True)
    ]
    made = differences.chances(found)
    assert [sorted(row) for row in made] == [["b", "c"], ["a", "c"], ["a", "b"]]
    for one, row in zip(found, made, strict=True):
        for other in found:
            if other is not one:
                ahead, behind = int((one.right & ~other.right).sum()), int((other.right & ~one.right).sum())
                expected = stats.binomtest(ahead, ahead + behind).pvalue
                assert row[other.model] == pytest.approx(expected)


def test_measuring_agrees_with_asking_one_by_one(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(tmp_path / "data", train=10, test=1100)))
    rows = test_sets.load("mnist", tmp_path / "home")
    recognizer = CardRecognizer(CARD, weights_of(CARD.plan))
    *shares, found = measure.measure(recognizer, rows)
    assert shares == [pytest.approx(500 / 1100), pytest.approx(1000 / 1100), 1.0]
    assert isinstance(found, Evaluation)
    nearest = [recognizer.recognize_glyph(glyph.astype(np.float32) / 255).nearest for glyph in rows.glyphs]
    assert found.best.tolist() == nearest
    assert found.score.accuracy == np.mean(np.array(nearest) == rows.labels)


# ---- test sets


def npz(path: Path, **arrays: object) -> str:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return str(path)


def test_mnists_own_pictures_come_out_as_they_went_in(tmp_path: Path) -> None:
    x, y = mnist_test()
    rows = test_sets.load(npz(tmp_path / "a.npz", x=x[:300], y=y[:300]))
    same = np.abs(rows.glyphs - x[:300] / np.float32(255)).max(axis=(1, 2)) < 1e-6
    assert same.mean() >= 0.995, "a few are smaller than the 20x20 box, and are fitted into it"
    assert rows.labels.tolist() == y[:300].tolist()
    assert rows.classes is None


def test_pictures_of_28x28_off_centre_are_brought_to_the_middle(tmp_path: Path) -> None:
    x, y = mnist_test()
    moved = np.stack([np.roll(picture, (-3, 4), axis=(0, 1)) for picture in x[:60]])
    rows = test_sets.load(npz(tmp_path / "a.npz", x=moved, y=y[:60]))
    assert np.abs(rows.glyphs - x[:60] / np.float32(255)).mean() < 0.04
    assert np.abs(moved / np.float32(255) - x[:60] / np.float32(255)).mean() > 0.1


@pytest.mark.parametrize("make", [web_canvas, scanned], ids=["28x28 canvas, off-centre", "16x16 scan"])
def test_digits_of_elsewhere_are_read_as_mnists_are(tmp_path: Path, make) -> None:
    x, y = mnist_test()
    rng = np.random.default_rng(5)
    made = np.stack([make(picture / np.float32(255), rng) for picture in x[:200]])
    rows = test_sets.load(npz(tmp_path / "a.npz", x=made, y=y[:200]))
    library = open_library(tmp_path / "home")
    *_, found = measure.measure(CardRecognizer.of(library.open("cnn-5x5")), rows)
    assert isinstance(found, Evaluation) and found.score.accuracy >= 0.98


def test_models_of_other_things_are_shown_pictures_as_they_stand(tmp_path: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    rows = test_sets.load(npz(tmp_path / "a.npz", x=x, y=np.arange(5)))
    clothes = card_of("clothes", classes=tuple("abcdefghij"))
    np.testing.assert_array_equal(rows.shown_to(clothes), x)
    assert not np.array_equal(rows.shown_to(CARD), x)
    recognizer = CardRecognizer(clothes, weights_of(clothes.plan))
    *_, found = measure.measure(recognizer, rows)
    expected = recognizer.probabilities(x / np.float32(255))[0]
    assert isinstance(found, Evaluation) and found.best.tolist() == expected.argmax(axis=1).tolist()


def test_pictures_of_another_size_go_through_the_picture_pipeline(tmp_path: Path) -> None:
    page = Image.new("L", (100, 80), 0)
    ImageDraw.Draw(page).line([(20, 10), (20, 60)], fill=255, width=6)
    x = np.stack([np.asarray(page), np.zeros((80, 100), np.uint8)])
    rows = test_sets.load(npz(tmp_path / "a.npz", x=x, y=np.array([1, 7])))
    assert rows.glyphs.shape == (2, 28, 28)
    columns = np.nonzero(rows.glyphs[0].sum(axis=0) > 5)[0]
    assert 12 <= columns.mean() <= 16, "the line stands in the middle"
    assert not rows.glyphs[1].any(), "a blank picture stays blank, and counts"


WRONG = {
    "no x": {"y": np.arange(3)},
    "no y": {"x": np.zeros((3, 28, 28), np.uint8)},
    "float x": {"x": np.zeros((3, 28, 28)), "y": np.arange(3)},
    "flat x": {"x": np.zeros((3, 784), np.uint8), "y": np.arange(3)},
    "empty": {"x": np.zeros((0, 28, 28), np.uint8), "y": np.zeros(0, np.int64)},
    "short y": {"x": np.zeros((3, 28, 28), np.uint8), "y": np.arange(2)},
    "float y": {"x": np.zeros((3, 28, 28), np.uint8), "y": np.arange(3.0)},
    "y of 10": {"x": np.zeros((3, 28, 28), np.uint8), "y": np.array([1, 2, 10])},
    "y below 0": {"x": np.zeros((3, 28, 28), np.uint8), "y": np.array([1, 2, -1])},
    "pickled": {"x": np.array([object()]), "y": np.arange(1)},
}


@pytest.mark.parametrize("arrays", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_image_set_is_a_sentence_that_names_the_file(tmp_path: Path, arrays: dict[str, object]) -> None:
    with pytest.raises(DatasetError) as caught:
        test_sets.load(npz(tmp_path / "wrong.npz", **arrays))
    assert "wrong.npz" in caught.value.message
    assert ".npz" in caught.value.hint


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\0" * 40, b"text"])
def test_a_broken_image_set_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"broken\.npz"):
        test_sets.load(str(path))


def test_an_absent_image_set_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DigitpadError, match="no file"):
        test_sets.load(str(tmp_path / "absent.npz"))


def test_ink_files_are_drawn_and_labelled(tmp_path: Path) -> None:
    stroke = [[[50] * 16, list(range(10, 90, 5))]]
    lines = [
        {"word": "1", "drawing": stroke},
        {"word": "k", "drawing": stroke},
        {"drawing": stroke},
        {"word": "2", "drawing": []},
    ]
    with gzip.open(tmp_path / "a.ndjson.gz", "wt") as file:
        file.write("".join(json.dumps(line) + "\n" for line in lines))
    rows = test_sets.load(str(tmp_path / "a.ndjson.gz"))
    assert rows.labels.tolist() == [1, -1, 2], "what nobody named is left out"
    assert rows.refused.tolist() == [False, False, True]
    assert rows.glyphs[0].max() > 0.9 and rows.glyphs[0].dtype == np.float32


def test_ink_without_a_word_cannot_be_scored(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="what it is"):
        test_sets.of_drawings("mine", [Drawing(LINE)])


def test_a_slip_of_the_pen_is_refused_by_every_model() -> None:
    dot = Ink.from_strokes([[(3, 3)]])
    assert test_sets.of_drawings("mine", [Drawing(LINE, "1"), Drawing(dot, "1")]).refused.tolist() == [False, True]


def test_unknown_names_suggest_and_absent_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError) as caught:
        test_sets.load("mnits")
    assert "mnist" in caught.value.hint
    with pytest.raises(InkError, match=r"absent\.ndjson"):
        test_sets.load(str(tmp_path / "absent.ndjson"))


def test_held_out_ink_is_what_the_corpus_holds_out(tmp_path: Path, monkeypatch) -> None:
    from digitpad.ink import corpus

    (tmp_path / "ink").mkdir()
    writers = [f"w{number}" for number in range(40)]
    stroke = [[[50] * 16, list(range(10, 90, 5))]]
    lines = [json.dumps({"word": word, "writer": writer, "drawing": stroke}) for writer in writers for word in "1k"]
    (tmp_path / "ink" / "some.ndjson").write_text("\n".join(lines))
    monkeypatch.setenv("DIGITPAD_DATA", str(tmp_path))
    rows = test_sets.load("ink", tmp_path / "home")
    expected = sum(corpus.held_out(writer) for writer in writers)
    assert 0 < expected < 40
    assert (rows.labels == 1).sum() == (rows.labels == -1).sum() == expected


def test_same_content_same_fingerprint(tmp_path: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (5, 28, 28), dtype=np.uint8)
    prints = {test_sets.load(npz(tmp_path / f"{n}.npz", x=x, y=np.arange(5))).fingerprint for n in "ab"}
    assert len(prints) == 1
    x[0, 0, 0] += 1
    assert test_sets.load(npz(tmp_path / "c.npz", x=x, y=np.arange(5))).fingerprint not in prints


def test_a_new_models_scores_name_their_sets(tmp_path: Path) -> None:
    card: Card = CARD
    scores = measure.test_scores(card, weights_of(card.plan), [rows_of([0] * 7)])
    assert [(score.on, score.n) for score in scores] == [("set", 7)]
