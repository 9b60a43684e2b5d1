"""`digitpad predict --numbers`: digits side by side as one number, each with its box, under the contract's keys."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad import Recognizer, cli
from digitpad.ink.pictures import picture_numbers, pipeline
from digitpad.models.library import open_library
from tests.small_models import saved

STEM = [50] * 16, list(range(10, 90, 5))
TWO_STEMS = [[list(STEM[0]), STEM[1]], [[x + 90 for x in STEM[0]], STEM[1]]]


@pytest.fixture
def say(home: Path, capsys: pytest.CaptureFixture[str]):
    saved(open_library(home), "one")
    saved(open_library(home), "strict", reject=True, threshold=1.0)
    saved(open_library(home), "hesitant", threshold=1.0)

    def run(*words: object) -> str:
        assert cli.main([str(word) for word in words]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture
def ink(tmp_path: Path) -> Path:
    path = tmp_path / "two.ndjson"
    lines = [{"key_id": "eleven", "drawing": TWO_STEMS}, {"key_id": "none", "drawing": []}]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_each_digit_has_its_box_and_confidence(say, ink: Path) -> None:
    row, empty = map(json.loads, say("predict", "--numbers", "--model", "one", ink, "--json").splitlines())
    assert [digit["box"] for digit in row["digits"]] == [[50, 10, 50, 85], [140, 10, 140, 85]]
    assert [digit["strokes"] for digit in row["digits"]] == [[0], [1]]
    assert row["answer"] == row["text"] == "".join(digit["answer"] for digit in row["digits"])
    assert row["confidence"] == pytest.approx(row["digits"][0]["confidence"] * row["digits"][1]["confidence"], abs=1e-4)
    assert row["key_id"] == "eleven" and len(row["probabilities"]) == 10 and row["model"] == "one"
    assert empty["answer"] is None and empty["digits"] == [] and empty["refused"] == "empty"


def test_a_number_with_a_refused_digit_is_no_answer(say, ink: Path) -> None:
    row = json.loads(say("predict", "--numbers", "--model", "strict", ink, "--json").splitlines()[0])
    assert row["answer"] is None and row["text"] == "??" and row["refused"] == "not a digit"
    assert len(row["nearest"]) == 2 and row["sure"] is False


def test_a_number_with_a_digit_in_doubt_is_read_and_is_not_sure(say, ink: Path) -> None:
    row = json.loads(say("predict", "--numbers", "--model", "hesitant", ink, "--json").splitlines()[0])
    assert row["answer"] == row["text"] == "".join(digit["answer"] for digit in row["digits"])
    assert row["sure"] is False and row["refused"] is None and not any(digit["sure"] for digit in row["digits"])


def test_people_get_the_number_and_each_digit(say, ink: Path) -> None:
    text = say("predict", "--numbers", "--model", "one", ink)
    assert text.splitlines()[1].startswith("eleven") and text.count("%") == 4


def test_a_picture_is_a_number_of_one_digit(say, tmp_path: Path) -> None:
    page = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(page).line([(100, 30), (100, 170)], fill=0, width=12)
    page.save(tmp_path / "stem.png")
    row = json.loads(say("predict", "--numbers", "--model", "one", tmp_path / "stem.png", "--json"))
    assert len(row["digits"]) == 1 and row["answer"] == row["digits"][0]["answer"]


@pytest.mark.parametrize("width", [400, 1600], ids=["small", "shrunk while it is loaded"])
def test_digits_side_by_side_on_a_picture_are_a_number_with_boxes_in_its_pixels(say, tmp_path, width: int) -> None:
    page, ten = Image.new("L", (width, width // 2), 255), width // 40
    draw = ImageDraw.Draw(page)
    for left in (10, 20, 30):
        draw.line([(left * ten, 4 * ten), (left * ten, 16 * ten)], fill=0, width=ten)
    page.save(tmp_path / "stems.png")
    row = json.loads(say("predict", "--numbers", "--model", "one", tmp_path / "stems.png", "--json"))
    assert len(row["digits"]) == 3
    assert row["text"] == "".join(digit["answer"] for digit in row["digits"])
    for digit, left in zip(row["digits"], (10, 20, 30), strict=True):
        expected = [(left - 0.5) * ten, 4 * ten, (left + 0.5) * ten, 16 * ten]
        assert digit["box"] == pytest.approx(expected, abs=0.3 * ten)


def test_a_photographs_marks_are_looked_for_once(say, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Image.new("L", (400, 200), 255)
    for x in (100, 200):
        ImageDraw.Draw(page).line([(x, 40), (x, 160)], fill=0, width=12)
    page.save(tmp_path / "two.png")
    looked, steps = [], pipeline.steps

    def counted(*given, **more):
        looked.append(given)
        return steps(*given, **more)

    for module in (pipeline, picture_numbers):
        monkeypatch.setattr(module, "steps", counted)
    row = json.loads(say("predict", "--numbers", "--model", "one", tmp_path / "two.png", "--json"))
    assert len(row["digits"]) == 2 and len(looked) == 1


def test_a_bar_that_stands_apart_belongs_to_its_digit(tmp_path: Path) -> None:
    """With the bundled model: an open five and a one, white on black."""
    page = Image.new("L", (300, 200), 0)
    draw = ImageDraw.Draw(page)
    draw.line([(60, 50), (110, 50)], fill=255, width=9)
    draw.line([(58, 62), (56, 95), (85, 90), (105, 105), (104, 130), (85, 145), (55, 138)], fill=255, width=9)
    draw.line([(200, 45), (200, 145)], fill=255, width=9)
    reading = Recognizer("padnet", tmp_path / "home").read_picture(np.asarray(page))
    assert reading.text == "51"
    assert reading.digits[0].box == pytest.approx((52, 46, 110, 150), abs=4)
