"""`digitpad predict`: a line for each drawing of each file, for programs and for people."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad import cli
from tests.cli.commands import STROKE, started


def test_predict_gives_a_line_for_each_drawing_of_each_file(furnished: Path, rows) -> None:
    ink = furnished.parent / "ten.ndjson"
    with gzip.open(furnished.parent / "ten.ndjson.gz", "wt") as file:
        file.write(ink.read_text())
    found = rows("predict", "--model", "one", ink, furnished.parent / "ten.ndjson.gz")
    assert [row["key_id"] for row in found] == [f"drawing-{n}" for n in range(10)] * 2
    for row in found:
        assert row["answer"] in list("0123456789")
        assert len(row["probabilities"]) == 10 and abs(sum(row["probabilities"]) - 1) < 1e-3
        assert row["confidence"] == max(row["probabilities"])


@pytest.mark.parametrize("name", ["one.png", "one.jpg", "one.bmp"])
def test_predict_reads_pictures_and_names_them_by_their_file(furnished: Path, rows, name: str) -> None:
    page = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill="black", width=12)
    page.save(furnished.parent / name)
    (row,) = rows("predict", "--model", "one", furnished.parent / name)
    assert row["key_id"] == name
    (drawn,) = rows("predict", "--model", "one", furnished.parent / "ten.ndjson")[:1]
    assert row["nearest"] == drawn["nearest"], "a drawn line and a pictured one are the same glyph"


def test_predict_takes_all_that_it_can_read_in_a_folder(furnished: Path, rows, say) -> None:
    folder = furnished.parent / "folder"
    (folder / "deeper").mkdir(parents=True)
    page = Image.new("L", (300, 200), 255)
    ImageDraw.Draw(page).line([(150, 30), (150, 170)], fill=0, width=12)
    page.save(folder / "b.png")
    (folder / "a.ndjson").write_text((furnished.parent / "ten.ndjson").read_text().splitlines()[0])
    np.savez(folder / "c.npz", x=np.stack([np.asarray(page.resize((30, 20))) ^ 255, np.zeros((20, 30), np.uint8)]))
    for other in ("notes.txt", ".hidden.png", "packed.tar.gz", "deeper/d.png"):
        (folder / other).write_text("nothing of ours")
    found = rows("predict", "--model", "one", folder)
    assert [row["key_id"] for row in found] == ["drawing-0", "b.png", "c.npz:0", "c.npz:1"]
    assert [row["refused"] for row in found] == [None, None, None, "empty"]
    assert [len(row["digits"]) for row in rows("predict", "--numbers", "--model", "one", folder)] == [1, 1, 1, 0]


def test_several_digits_are_no_answer_and_people_are_told_how_to_read_them(furnished: Path, rows, say) -> None:
    page = Image.new("L", (300, 200), 255)
    for x in (100, 200):
        ImageDraw.Draw(page).line([(x, 30), (x, 170)], fill=0, width=12)
    page.save(furnished.parent / "two.png")
    stem = STROKE[0]
    drawing = [stem, [[x + 60 for x in stem[0]], stem[1]]]
    (furnished.parent / "two.ndjson").write_text(json.dumps({"key_id": "ink", "drawing": drawing}))
    names = furnished.parent / "two.png", furnished.parent / "two.ndjson"
    for row in rows("predict", "--model", "padnet", *names):
        assert (row["answer"], row["refused"]) == (None, "several digits")
        assert len(row["probabilities"]) == 10
    lines = say("predict", "--model", "padnet", *names).splitlines()[1:]
    assert all("several digits; --numbers reads them as one number" in line for line in lines)
    assert [row["answer"] for row in rows("predict", "--numbers", "--model", "padnet", *names)] == ["11", "11"]


def test_an_empty_drawing_is_answered_with_null(furnished: Path, rows) -> None:
    path = furnished.parent / "empty.ndjson"
    path.write_text('{"key_id": "nothing", "drawing": []}\n')
    (row,) = rows("predict", "--model", "one", path)
    assert (row["key_id"], row["answer"], row["refused"]) == ("nothing", None, "empty")


def test_predict_for_people_says_answers_and_refusals(furnished: Path, say) -> None:
    path = furnished.parent / "mixed.ndjson"
    path.write_text(json.dumps({"key_id": "line", "drawing": STROKE}) + '\n{"key_id": "none", "drawing": []}\n')
    text = say("predict", "--model", "one", path)
    assert "line" in text and "%" in text and "empty" in text


def test_a_reader_that_goes_away_is_no_error_on_stderr(furnished: Path) -> None:
    many = furnished.parent / "many.ndjson"
    many.write_text((furnished.parent / "ten.ndjson").read_text() * 300)
    process = started("predict", "--model", "one", many, "--json")
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(180) == cli.EXIT_BROKEN_PIPE
    process.stderr.close()
