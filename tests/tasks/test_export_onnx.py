"""An exported model answers as the model does, in another runtime and without digitpad's code."""

import json
from pathlib import Path

import numpy as np
import pytest

from digitpad.core.errors import StorageError, UnknownNameError
from digitpad.ink.glyph import glyph
from digitpad.ink.ink import Ink
from digitpad.ink.path import path
from digitpad.learn import onnx_graph
from digitpad.learn.card_recognizer import CardRecognizer
from digitpad.models.library import Library, open_library
from digitpad.tasks import export_onnx
from tests.small_models import card_of, empty_library, saved, weights_of

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")


def export(*asked: object) -> export_onnx.Exported:
    *_, made = export_onnx.exported(*asked)  # type: ignore[arg-type]
    assert isinstance(made, export_onnx.Exported)
    return made


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = empty_library(tmp_path_factory.mktemp("export"))
    saved(library, "mine", temperature=1.7)
    return library


@pytest.fixture(scope="module")
def made(library: Library) -> export_onnx.Exported:
    """One model, exported once: torch takes seconds for it."""
    return export(library, "mine", library.home.parent / "mine.onnx", library.home)


def test_the_file_holds_net_scaling_classes_and_card_and_takes_any_number_of_glyphs(
    library: Library, made: export_onnx.Exported
) -> None:
    card = library.card("mine")
    assert made.checked == 1000 and made.max_abs_difference <= 1e-4
    content = made.path.read_bytes()
    assert len(content) == made.bytes
    metadata = {prop.key: prop.value for prop in onnx.load_from_string(content).metadata_props}
    assert json.loads(metadata["classes"]) == list(card.classes)
    assert json.loads(metadata["card"])["id"] == "mine"
    recognizer = CardRecognizer(card, library.open("mine").weights)
    glyphs = np.random.default_rng(0).random((7, 28, 28), dtype=np.float32)
    for count in (1, 7):
        expected, _ = recognizer.probabilities(glyphs[:count])
        np.testing.assert_allclose(export_onnx.answered(content, glyphs[:count]), expected, atol=1e-5)


def test_a_net_that_knows_not_a_digit_says_how_sure_it_is(tmp_path: Path) -> None:
    import onnxruntime

    card = card_of("refusing", "padnet", reject=True, threshold=0.5)
    weights = weights_of(card.plan, 11)
    content = onnx_graph.graph(card, weights, {})
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    glyphs = np.random.default_rng(0).random((5, 28, 28), dtype=np.float32)
    probabilities, none = session.run([onnx_graph.PROBABILITIES, onnx_graph.NOT_A_DIGIT], {"glyphs": glyphs[:, None]})
    assert probabilities.shape == (5, 10) and none.shape == (5,)
    recognizer = CardRecognizer(card, weights)
    logits = recognizer.logits(glyphs)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(none, shares[:, 10], atol=1e-5)


def test_an_unknown_model_and_a_place_that_cannot_be_written_are_sentences(tmp_path: Path) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    with pytest.raises(UnknownNameError):
        export(library, "mime", tmp_path / "x.onnx", library.home)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageError, match="could not be written"):
        export(library, "mine", tmp_path / "file" / "x.onnx", library.home)
    assert (tmp_path / "file").read_text() == "no folder"


@pytest.mark.parametrize("name", ["mine.png", "mine", "mine.onnx.txt", "mine.pt"])
def test_a_name_that_is_not_onnxs_is_refused_with_one_that_is(tmp_path: Path, name: str) -> None:
    library = empty_library(tmp_path)
    saved(library, "mine")
    with pytest.raises(StorageError, match="not the name of an ONNX file") as caught:
        export(library, "mine", tmp_path / name, library.home)
    assert ".onnx" in caught.value.hint
    assert not (tmp_path / name).exists()


def test_the_reference_beside_the_file_is_answered_alike_by_another_runtime(made: export_onnx.Exported) -> None:
    assert made.reference == made.path.with_name("mine.reference.json")
    data = json.loads(made.reference.read_text())
    content = made.path.read_bytes()
    assert len(data["digits"]) == 10 and len(data["drawings"]) == 3
    pictures = np.array([digit["glyph_255"] for digit in data["digits"]], np.float32) / 255
    expected = [digit["probabilities"] for digit in data["digits"]]
    np.testing.assert_allclose(export_onnx.answered(content, pictures), expected, atol=1e-4)
    for drawing in data["drawings"]:
        remade = glyph(Ink.from_strokes(drawing["strokes"]))
        np.testing.assert_allclose(remade, drawing["glyph"], atol=1e-3)
        np.testing.assert_allclose(export_onnx.answered(content, remade[None])[0], drawing["probabilities"], atol=1e-3)


def test_how_to_make_the_glyph_travels_with_the_file(made: export_onnx.Exported) -> None:
    metadata = {prop.key: prop.value for prop in onnx.load(made.path).metadata_props}
    assert "20x20" in metadata["glyph"] and "28, 28" in metadata["glyph"]
    assert "reference" in metadata["parity"]
    assert json.loads(made.reference.read_text())["glyph"] == metadata["glyph"]


def test_the_bundled_padnet_is_two_files_one_that_takes_glyph_and_path_and_one_for_pictures(tmp_path: Path) -> None:
    library = open_library(tmp_path)
    made = export(library, "padnet", tmp_path / "padnet.onnx", library.home)
    assert made.with_path is not None and made.max_abs_difference <= 1e-4
    ink = Ink.from_strokes([[(10, 0), (0, 60), (60, 60)], [(40, 0), (40, 120)]])
    reader, seen, walked = CardRecognizer.of(library.open("padnet")), glyph(ink)[None], path(ink)[None]
    by_both, by_glyph = reader.probabilities(seen, walked)[0], reader.probabilities(seen)[0]
    assert by_both.argmax() == by_glyph.argmax() == 4 and abs(by_both - by_glyph).max() > 1e-4
    answered = export_onnx.answered(made.with_path.read_bytes(), seen, walked)
    np.testing.assert_allclose(answered, by_both, atol=1e-5)
    np.testing.assert_allclose(export_onnx.answered(made.path.read_bytes(), seen), by_glyph, atol=1e-5)
