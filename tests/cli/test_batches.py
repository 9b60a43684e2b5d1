"""One bad file, line, set or model never costs the good ones: a line for each of these, a sentence for each bad one."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.models.library import open_library
from tests.cli.commands import STROKE
from tests.small_models import saved


def picture(path: Path) -> Path:
    page = Image.new("L", (120, 90), 255)
    ImageDraw.Draw(page).line([(60, 15), (60, 75)], fill=0, width=8)
    page.save(path)
    return path


@pytest.fixture
def keys(say):
    """Runs a command line of which some is bad; gives the key_ids of its lines and the sentences, in order."""

    def run(*words: object) -> tuple[list[str], list[str]]:
        lines = say(*words, "--json", code=2).splitlines()
        said = [line.removeprefix("digitpad: ") for line in say.stderr.splitlines() if line.startswith("digitpad: ")]
        hints = [line for line in say.stderr.splitlines() if line.startswith("  ")]
        assert len(hints) == len(said) and "Traceback" not in say.stderr
        return [json.loads(line)["key_id"] for line in lines], said

    return run


def test_pictures_that_are_missing_blank_or_broken_cost_the_others_nothing(furnished: Path, keys) -> None:
    folder = furnished.parent
    first, last = picture(folder / "a.png"), picture(folder / "b.png")
    Image.new("L", (90, 90), 255).save(folder / "blank.png")
    (folder / "broken.png").write_bytes(first.read_bytes()[:60])
    bad = [folder / name for name in ("missing.png", "blank.png", "broken.png")]
    found, said = keys("predict", "--model", "one", bad[0], first, bad[1], bad[2], last)
    assert found == ["a.png", "b.png"]
    assert [path.name in sentence for path, sentence in zip(bad, said, strict=True)] == [True] * 3


def test_a_table_for_people_has_the_good_ones_too(furnished: Path, say) -> None:
    first, last = picture(furnished.parent / "a.png"), picture(furnished.parent / "a-longer-name.png")
    lines = say("predict", "--model", "one", first, "missing.png", last, code=2).splitlines()
    assert [line.split()[0] for line in lines] == ["drawing", "a.png", "a-longer-name.png"]
    assert len({line.index("%") for line in lines[1:]}) == 1, "the columns stand under each other"
    assert say("predict", "--model", "one", "missing.png", code=2) == "", "no head over nothing"


def test_a_folder_with_something_broken_in_it_gives_the_rest(furnished: Path, keys) -> None:
    folder = furnished.parent / "folder"
    folder.mkdir()
    picture(folder / "a.png")
    (folder / "b.png").write_bytes(b"broken")
    np.savez(folder / "c.npz", x=np.zeros((2, 20, 30), np.uint8))
    (folder / "d.npz").write_bytes(b"PK")
    picture(folder / "e.bmp")
    (furnished.parent / "nothing").mkdir()
    found, said = keys("predict", "--model", "one", furnished.parent / "nothing", folder)
    assert found == ["a.png", "c.npz:0", "c.npz:1", "e.bmp"]
    assert ["nothing" in said[0], "b.png" in said[1], "d.npz" in said[2]] == [True] * 3


@pytest.mark.parametrize("words", [(), ("--numbers",)])
def test_the_lines_of_an_ink_file_around_a_bad_one_are_read(furnished: Path, keys, words) -> None:
    path = furnished.parent / "some.ndjson"
    good = [json.dumps({"key_id": name, "drawing": STROKE}).encode() for name in "abc"]
    path.write_bytes(b"\n".join([good[0], b'{"drawing": [[[1, 2], [3]]]}', good[1], b"caf\xe9", b"", good[2]]))
    found, said = keys("predict", "--model", "one", *words, path)
    assert found == ["a", "b", "c"]
    assert ["line 2" in said[0], "line 4" in said[1]] == [True, True]


def test_very_many_bad_lines_are_counted(furnished: Path, keys) -> None:
    path = furnished.parent / "some.ndjson"
    path.write_text("nothing\n" * 500 + json.dumps({"key_id": "good", "drawing": STROKE}))
    found, said = keys("predict", "--model", "one", path)
    assert found == ["good"]
    assert len(said) == 11 and "490 more lines" in said[-1]


def test_ink_that_breaks_off_is_read_up_to_there(furnished: Path, keys) -> None:
    import gzip

    path = furnished.parent / "some.ndjson.gz"
    path.write_bytes(gzip.compress(b"".join(json.dumps({"drawing": STROKE}).encode() + b"\n" for _ in range(9)))[:-8])
    found, said = keys("predict", "--model", "one", path)
    assert len(found) == 9 and "damaged" in said[0]


def test_what_can_be_imported_is(furnished: Path, say, rows) -> None:
    good, target = furnished.parent / "good.tra", furnished.parent / "made.ndjson"
    good.write_text('.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 5 1\n.PEN_DOWN\n1 90\n1 10\n')
    (furnished.parent / "bad.tra").write_text('.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 5 1\n.PEN_DOWN\n1 x\n1 10\n')
    ink = furnished.parent / "some.ndjson"
    ink.write_text("broken\n" + json.dumps({"word": "2", "drawing": STROKE}))
    bad = furnished.parent / "bad.tra", "absent.tra", picture(furnished.parent / "a.png")
    row = json.loads(say("data", "import", bad[0], good, bad[1], ink, bad[2], "--to", target, "--json", code=2))
    assert (row["drawings"], row["files"], row["words"]) == (2, 2, {"1": 1, "2": 1})
    assert all(name in say.stderr for name in ("bad.tra", "absent.tra", "some.ndjson, line 1", "a.png"))
    assert len(rows("predict", "--model", "one", target)) == 2
    target.unlink()
    assert say("data", "import", *bad, "--to", target, code=2) == ""
    assert not target.exists(), "nothing good, nothing written"


def test_a_broken_model_or_set_costs_the_others_nothing(furnished: Path, say) -> None:
    saved(open_library(furnished), "spoilt", "mlp-256", seed=3)
    (furnished / "models" / "spoilt" / "weights.safetensors").write_bytes(b"no weights")
    ink, cut = furnished.parent / "ten.ndjson", furnished.parent / "cut.ndjson"
    cut.write_text(ink.read_text()[:-9])

    def measured(*words: object) -> list[tuple[str, str]]:
        found = [json.loads(line) for line in say(*words, "--json", code=2).splitlines()]
        return [(row["model"], Path(row["on"]).name) for row in found]

    names = ("one", "spoilt", "unheard-of", "two")
    expected = [("one", "ten.ndjson"), ("two", "ten.ndjson")]
    assert measured("evaluate", "--model", *names, "--on", cut, ink, "absent.npz") == expected
    assert all(name in say.stderr for name in ("spoilt", "unheard-of", "cut.ndjson", "absent.npz"))
    assert measured("compare", *names, "--on", ink) == expected
    assert say("compare", "one", "spoilt", "--on", ink, code=2) == "", "one model is no comparison"
    assert say.stderr.count("digitpad: ") == 1
