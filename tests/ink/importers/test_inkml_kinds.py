"""InkML as other programs write it: hovering pens, units that differ, and encodings that are not UTF-8."""

from pathlib import Path

import pytest

from digitpad.core.errors import InkError
from digitpad.ink import importers
from digitpad.ink.files import Drawing
from tests.ink.importers.originals import strokes

SEVEN = '<annotation type="truth">7</annotation>'


def drawing_of(folder: Path, text: str, encoding: str = "utf-8") -> Drawing:
    path = folder / "a.inkml"
    path.write_bytes(text.encode(encoding))
    (drawing,) = importers.read(path).drawings
    return drawing


def test_a_pen_that_hovered_drew_nothing(tmp_path: Path) -> None:
    traces = '<trace>1 1, 2 2</trace><trace id="up" type="penUp">3 3, 4 4</trace><trace type="penDown">5 5</trace>'
    view = f'<traceGroup>{SEVEN}<traceView traceDataRef="#up"/><trace>6 6</trace></traceGroup>'
    assert strokes(drawing_of(tmp_path, f"<ink>{SEVEN}{traces}</ink>")) == [[[1, 1], [2, 2]], [[5, 5]]]
    assert strokes(drawing_of(tmp_path, f"<ink>{traces}{view}</ink>")) == [[[6, 6]]]


@pytest.mark.parametrize(
    ("x", "y", "right"),
    [
        ("cm", "mm", [[10, 2], [30, 4]]),
        ("mm", "in", [[1, 50.8], [3, 101.6]]),
        ("cm", "cm", [[1, 2], [3, 4]]),
        ("dev", "mm", [[1, 2], [3, 4]]),
        ("", "", [[1, 2], [3, 4]]),
    ],
)
def test_axes_in_different_units_are_brought_to_one(tmp_path: Path, x: str, y: str, right: list[list[float]]) -> None:
    axes = f'<traceFormat><channel name="X" units="{x}"/><channel name="Y" units="{y}"/></traceFormat>'
    (stroke,) = strokes(drawing_of(tmp_path, f"<ink>{axes}{SEVEN}<trace>1 2, 3 4</trace></ink>"))
    assert stroke == [pytest.approx(point) for point in right]


@pytest.mark.parametrize("said", ["", '<?xml version="1.0" encoding="{}"?>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_however_it_is_written(tmp_path: Path, encoding: str, said: str) -> None:
    head = said.format(encoding.removesuffix("-sig"))
    text = f'{head}<ink>{SEVEN}<annotation type="writer">Ä 张</annotation><trace>1 2</trace></ink>'
    drawing = drawing_of(tmp_path, text, encoding)
    assert (drawing.word, drawing.extra["writer"]) == ("7", "Ä 张")


@pytest.mark.parametrize(
    ("encoding", "writer"), [("gb18030", "张三"), ("Shift_JIS", "山田"), ("windows-1252", "Ärger")]
)
def test_encodings_of_one_country_are_read(tmp_path: Path, encoding: str, writer: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{head}<ink>{SEVEN}<annotation type="writer">{writer}</annotation><trace>1 2</trace></ink>'
    assert drawing_of(tmp_path, text, encoding).extra["writer"] == writer


@pytest.mark.parametrize("name", ["x-evil", "utf-7", "punycode", "hex"])
def test_an_encoding_that_nobody_knows_is_a_sentence(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.inkml"
    path.write_text(f'<?xml version="1.0" encoding="{name}"?><ink><trace>1 2</trace></ink>')
    with pytest.raises(InkError, match="encoding is not known") as caught:
        importers.read(path)
    assert "UTF-8" in caught.value.hint
