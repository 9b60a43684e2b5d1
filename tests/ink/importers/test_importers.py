"""Public originals: the ink is the points, in each format, and what is written in one comes back."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.errors import InkError
from digitpad.ink import files, importers
from tests.ink.importers.originals import INKML, LIPITK, OMNIGLOT, PENDIGITS, UJI, UNIPEN, strokes, written
from tests.ink.sample import drawings


def test_pendigits_originals_lie_in_their_box_with_y_down(tmp_path: Path) -> None:
    found = importers.read(written(tmp_path, "pendigits-orig.tra", PENDIGITS))
    four, one = found.drawings
    assert found.format == "pendigits"
    assert strokes(four) == [[[100, 200], [110, 300]], [[150, 180], [150, 350], [148, 360]]]
    assert (four.word, four.key_id, one.word, one.key_id) == ("4", "pendigits-tr12-024", "1", "pendigits-tr3-007")
    assert {"source": "pendigits", "writer": "tr12", "box": [500, 500], "seg": "0"}.items() <= four.extra.items()
    assert importers.read(written(tmp_path, "pendigits-orig.tes", PENDIGITS)).drawings[0].extra["writer"] == "te12"


def test_unipen_counts_pen_up_with_points_and_cuts_within_strokes(tmp_path: Path) -> None:
    found = importers.read(written(tmp_path, "a.dat", UNIPEN))
    seven, one, quote = found.drawings
    assert (found.format, found.left_out) == ("unipen", 1), "the word is no single character"
    assert (seven.word, one.word, quote.word) == ("7", "1", '"')
    assert strokes(seven) == [[[0, 0], [20, 0], [10, 80]], [[2, 40], [16, 40]]], "y counts double, and goes down"
    assert seven.times == [[0, 10, 20], [40, 50]]
    assert strokes(one) == [[[0, 0], [0, 80]]]
    assert strokes(quote) == [[[18, 0], [8, 80]], [[0, 40], [14, 40]]], "from the second point on"
    assert {"writer": "ann", "ppi": 200.0, "seg": "0-2", "file": "a.dat"}.items() <= seven.extra.items()


def test_unipen_finds_what_it_includes(tmp_path: Path) -> None:
    labels, points = UNIPEN.split(".PEN_DOWN", 1)
    written(tmp_path, "include/ann/x.dat", f".PEN_DOWN{points}")
    labels = labels.replace(".WRITER_ID ann", ".INCLUDE ann/absent.doc\n.INCLUDE ann/x.dat\n.WRITER_ID eve")
    labels = labels.replace(".COORD X Y T P", "")
    coordinates = written(tmp_path, "include/ann/x.dat", f".COORD X Y T P\n.PEN_DOWN{points}")
    found = importers.read(written(tmp_path, "data/1a/ann/x.dat", labels))
    expected = importers.read(written(tmp_path, "a.dat", UNIPEN))
    assert [strokes(d) for d in found.drawings] == [strokes(d) for d in expected.drawings]
    assert found.drawings[0].extra["source"] == "unipen1a"
    assert found.drawings[0].extra["file"] == "data/1a/ann/x.dat"
    coordinates.unlink()
    with pytest.raises(InkError, match=r"x\.dat, line \d+: the stroke number 4") as caught:
        importers.read(tmp_path / "data/1a/ann/x.dat")
    assert "ann/absent.doc, ann/x.dat" in caught.value.hint


def test_unipen_segments_that_name_no_strokes_hold_those_that_follow(tmp_path: Path) -> None:
    text = '.SEGMENT DIGIT ? ? "1"\n.PEN_DOWN\n1 9\n1 1\n.SEGMENT DIGIT ? "7"\n.PEN_DOWN\n0 9\n5 9\n.PEN_DOWN\n5 9\n2 1'
    one, seven = importers.read(written(tmp_path, "a.dat", text)).drawings
    assert (len(one.ink.strokes), len(seven.ink.strokes)) == (1, 2)


def test_omniglot_is_told_what_it_is_by_its_folders_and_who_drew_it_by_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, "strokes_background/Balinese/character01/0108_07.txt", OMNIGLOT)
    found = importers.read(path)
    (drawing,) = found.drawings
    assert (found.format, found.left_out) == ("omniglot", 0)
    assert strokes(drawing) == [[[26, 33], [27, 34.5]], [[40, 10]]] and drawing.times == [[0, 10], [900]]
    assert (drawing.word, drawing.key_id) == ("Balinese 01", "omniglot-Balinese-01-07")
    assert drawing.extra["writer"] == "omniglot-07"
    (every,) = importers.read_each([tmp_path])
    assert not isinstance(every, InkError) and every.drawings[0].word == "Balinese 01", "as a folder, too"


@pytest.mark.parametrize(("here", "name"), [("character01", "0108_07.txt"), ("character01", "."),
                                            ("character01", "../character01"), ("", ".")])  # fmt: skip
def test_omniglot_s_folders_tell_what_it_is_from_wherever_one_stands(
    here: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path, "Balinese/character01/0108_07.txt", f"\ufeff{OMNIGLOT}")
    monkeypatch.chdir(tmp_path / "Balinese" / here)
    (found,) = importers.read_each([Path(name)])
    assert not isinstance(found, InkError) and found.drawings[0].word == "Balinese 01"


def test_omniglot_away_from_its_folders_says_nothing_of_what_it_is(tmp_path: Path) -> None:
    (drawing,) = importers.read(written(tmp_path, "one.txt", OMNIGLOT.replace(",0.000000", "", 1))).drawings
    assert (drawing.word, drawing.key_id, drawing.times) == (None, "omniglot-one", None)


@pytest.mark.parametrize("bad", ["27", "27,x", "27,1e999"])
def test_a_point_of_omniglot_s_that_is_none_is_named_with_its_line(bad: str, tmp_path: Path) -> None:
    with pytest.raises(InkError, match=r"0108_01\.txt, line 3"):
        importers.read(written(tmp_path, "0108_01.txt", OMNIGLOT.replace("27.000000,-34.500000,10.000000", bad)))


def test_lipitk_s_digits_are_named_by_their_files_and_stand_upright(tmp_path: Path) -> None:
    found = importers.read(written(tmp_path, "usr_3/000004t02.txt", LIPITK))
    (four,) = found.drawings
    assert (found.format, four.word, four.key_id) == ("lipitk", "4", "lipitk-3-000004t02")
    assert strokes(four) == [[[3756, 455], [3737, 436]], [[100, 200]]]
    assert {"source": "lipitk", "writer": "lipitk-3"}.items() <= four.extra.items()
    assert importers.read(written(tmp_path, "a.dat", UNIPEN)).format == "unipen", "another name is another format"


def test_uji_words_are_told_apart_by_writer_and_session(tmp_path: Path) -> None:
    seven, enye = importers.read(written(tmp_path, "ujipenchars2.txt", UJI)).drawings
    assert strokes(seven) == [[[10, 20], [30, 20], [18, 60]], [[15, 40]]]
    assert (seven.word, seven.key_id, seven.extra["writer"]) == ("7", "ujipen-W01-02-7", "W01")
    assert (enye.word, strokes(enye)) == ("\xf1", [[[1, 2], [3.5, 4]]])
    latin = tmp_path / "latin.txt"
    latin.write_bytes(UJI.replace("\n", "\r\n").encode("latin-1"))
    assert importers.read(latin).drawings[1].word == "\xf1"


def test_inkml_groups_are_drawings(tmp_path: Path) -> None:
    found = importers.read(written(tmp_path, "a.inkml", INKML))
    (seven,) = found.drawings
    assert found.left_out == 1, "a root sign is no single character"
    assert (seven.word, strokes(seven)) == ("7", [[[10, 20], [30, 20], [18, 60]]])
    assert seven.times == [[0, 10, 20]]
    assert (seven.extra["writer"], seven.extra["seg"]) == ("bob", "B")


def test_inkml_without_groups_is_one_drawing(tmp_path: Path) -> None:
    text = '<ink><annotation type="label">3</annotation><trace>1 2, 3 4</trace><trace>5 6</trace></ink>'
    (three,) = importers.read(written(tmp_path, "a.inkml", text)).drawings
    assert (three.word, three.times, strokes(three)) == ("3", None, [[[1, 2], [3, 4]], [[5, 6]]])
    (unknown,) = importers.read(written(tmp_path, "b.inkml", "<ink><trace>1 2</trace></ink>")).drawings
    assert unknown.word is None


def test_inkml_differences_are_added_up(tmp_path: Path) -> None:
    """The recommendation's own example of second differences, and hexadecimal numbers."""
    text = "1125 18432,'23'43,\"7\"-8,3-5,7 -3,6 2,6 8,3 6,3 8,2 7,3 0"
    text = f"<ink><trace>{text}</trace><trace>#A -#10,!1!2,* 3</trace></ink>"
    drawing = importers.read(written(tmp_path, "a.inkml", text)).drawings[0]
    expected = [
        [1125, 18432], [1148, 18475], [1178, 18510], [1211, 18540], [1251, 18567], [1297, 18596], [1349, 18633],
        [1404, 18676], [1462, 18727], [1522, 18785], [1585, 18843],
    ]  # fmt: skip
    assert strokes(drawing) == [expected, [[10, -16], [1, 2], [1, 3]]]


@pytest.mark.parametrize("name", ["A.NDJSON", "a.jsonl", "a.txt", "a.Ndjson.GZ"])
def test_an_ink_file_is_known_by_its_content_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    files.write(tmp_path / "a.ndjson", drawings()[:2])
    content = (tmp_path / "a.ndjson").read_bytes()
    (tmp_path / "a.ndjson").unlink()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("GZ") else content)
    for path in (tmp_path / name, tmp_path):
        (found,) = importers.read_each([path])
        assert isinstance(found, importers.Imported) and (found.format, len(found.drawings)) == ("ink", 2)


def test_a_folder_gives_what_is_in_it_and_gzip_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "p.tra.gz").write_bytes(gzip.compress(PENDIGITS.encode()))
    written(tmp_path, "deep/u.txt", UJI)
    written(tmp_path, "deep/notes.txt", "nothing of ours")
    files.write(tmp_path / "own.ndjson", drawings()[:2])
    found = list(importers.read_each([tmp_path]))
    assert [each.format for each in found] == ["uji", "ink", "pendigits"]
    digits = list(importers.read_each([tmp_path / "deep" / "u.txt"], only="0123456789"))
    assert [drawing.word for drawing in digits[0].drawings] == ["7"] and digits[0].left_out == 1
    (tmp_path / "empty").mkdir()
    (nothing,) = importers.read_each([tmp_path / "empty"])
    assert isinstance(nothing, InkError) and "empty" in nothing.message
    with pytest.raises(InkError, match="no file"):
        importers.read(tmp_path / "absent.dat")


LABELS = st.sampled_from("0123456789AkZ")
NUMBER = st.integers(-5000, 5000)
POINTS = st.lists(st.tuples(NUMBER, NUMBER), min_size=1, max_size=6)
WORDS = st.lists(st.tuples(LABELS, st.lists(POINTS, min_size=1, max_size=4)), min_size=1, max_size=4)
Words = list[tuple[str, list[list[tuple[int, int]]]]]


def as_uji(words: Words) -> str:
    lines = []
    for number, (label, some) in enumerate(words):
        lines += [f"WORD {label} trn_UJI_W{number:02d}-01", f" NUMSTROKES {len(some)}"]
        lines += [f" POINTS {len(each)} # {' '.join(f'{x} {y}' for x, y in each)}" for each in some]
    return "\n".join(lines)


def as_inkml(words: Words) -> str:
    groups = [
        f'<traceGroup><annotation type="truth">{label}</annotation>'
        + "".join(f"<trace>{', '.join(f'{x} {y}' for x, y in each)}</trace>" for each in some)
        + "</traceGroup>"
        for label, some in words
    ]
    return f"<ink>{''.join(groups)}</ink>"


def as_unipen(words: Words) -> str:
    """With y up, as UNIPEN has it; labels before strokes, which are told apart by number."""
    heads, blocks, at = [], [], 0
    for label, some in words:
        heads.append(f'.SEGMENT CHARACTER {at}-{at + len(some) - 1} ? "{label}"')
        blocks += [".PEN_DOWN\n" + "\n".join(f"{x} {-y}" for x, y in each) + "\n.PEN_UP" for each in some]
        at += len(some)
    return "\n".join([".COORD X Y", *heads, *blocks])


@pytest.mark.parametrize("write", [as_uji, as_inkml, as_unipen])
@given(words=WORDS)
def test_any_strokes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, write, words: Words) -> None:
    path = written(tmp_path_factory.getbasetemp(), f"{write.__name__}.x", write(words))
    found = importers.read(path).drawings
    assert [drawing.word for drawing in found] == [label for label, _ in words]
    for drawing, (_, some) in zip(found, words, strict=True):
        corner = np.min([point for each in some for point in each], axis=0) if write is as_unipen else (0, 0)
        assert [stroke.tolist() for stroke in drawing.ink.strokes] == [
            (np.array(each) - corner).tolist() for each in some
        ]
    files.write(path.with_suffix(".ndjson"), found)
    again = files.read(path.with_suffix(".ndjson"))
    assert [(d.word, d.key_id, d.extra) for d in again] == [(d.word, d.key_id, d.extra) for d in found]
