"""`digitpad data import`: public originals become an ink file, or a sentence and nothing."""

from pathlib import Path

import pytest


def test_originals_become_an_ink_file(furnished: Path, rows, say) -> None:
    original = furnished.parent / "some.tra"
    original.write_text(
        "".join(f'.SEGMENT DIGIT 0 ? "{n}"\n.COMMENT {n} 5 {n}\n.PEN_DOWN\n1 90\n1 10\n' for n in (1, 7))
    )
    target = furnished.parent / "some.ndjson.gz"
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
def test_an_import_that_cannot_be_leaves_nothing(furnished: Path, say, monkeypatch, words, said: str) -> None:
    monkeypatch.chdir(furnished.parent)
    before = sorted(furnished.parent.iterdir())
    assert say("data", *words, code=2) == ""
    assert said in say.stderr
    assert sorted(furnished.parent.iterdir()) == before
