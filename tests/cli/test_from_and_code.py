"""`digitpad train --from MODEL` goes on from a model; `digitpad code` writes a plan as a script."""

from pathlib import Path

import numpy as np
import pytest

from digitpad.models.library import open_library
from tests.small_models import saved

TINY = ("mlp-256-128", "--epochs", "1", "--device", "cpu", "--lr", "1e-8", "--optimizer", "sgd")


@pytest.mark.parametrize("more", [(), ("--average", "0.9")])
def test_a_training_goes_on_from_a_models_weights_and_the_card_says_so(furnished: Path, rows, more) -> None:
    *_, done = rows("train", *TINY, "--from", "one", "--name", "more", *more)
    library = open_library(furnished)
    before, after = library.open("one").weights, library.open("more").weights
    assert before.keys() == after.keys()
    assert all(np.allclose(before[name], after[name], atol=1e-4) for name in before)
    assert done["plan"]["start"] == "one"
    assert "model to start from none -> one" in library.card("more").changes


def test_an_unknown_model_or_one_of_other_layers_is_a_sentence_and_begins_nothing(furnished: Path, say) -> None:
    say("train", *TINY, "--from", "onne", code=2)
    assert "There is no model called 'onne'. Did you mean one?" in " ".join(say.stderr.split())
    say("train", *TINY, "--from", "two", code=2)
    assert "has other layers than this plan: dense256,relu." in say.stderr and "--layers dense256,relu" in say.stderr
    saved(open_library(furnished), "eleven", "mlp-256-128", reject=True)
    say("train", *TINY, "--from", "eleven", code=2)
    assert "do not fit this plan" in say.stderr
    assert not list((furnished / "runs").glob("[!.]*"))


def test_a_script_is_printed_or_written(furnished: Path, rows, say) -> None:
    text = say("code", "mlp-256")
    compile(text, "script.py", "exec")
    to = furnished.parent / "two.py"
    (row,) = rows("code", "two", "--to", to)
    assert row["path"] == str(to) and to.read_text() == row["code"] == text
    assert f"python {to.name} DATA_FOLDER" in say("code", "mlp-512", "--to", to)
    (row,) = rows("code", "mlp-256")
    assert row == {"path": None, "code": text}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("mlp-265",), "There is no recipe or model called 'mlp-265'. Did you mean mlp-256"),
        (("mlp-256", "--to", "a.txt"), "a.txt is not the name of a Python script. Name it a.py."),
        (("mlp-256", "--to", "/nowhere/a.py"), "/nowhere"),
    ],
)
def test_what_cannot_be_written_is_a_sentence(furnished: Path, say, words, sentence: str) -> None:
    say("code", *words, code=2)
    assert sentence in " ".join(say.stderr.split()) and "Traceback" not in say.stderr
