"""`digitpad teach`: what cannot be taught is a sentence with a hint, and nothing is written."""

from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("one",), "There are no drawings to learn from."),
        (("onne",), "There is no model called 'onne'. Did you mean one?"),
        (("one", "--name", "two"), "There is a model called 'two' already."),
        (("one", "--drawings", "absent.ndjson"), "absent.ndjson"),
        (("one", "--seed", "-1"), "seed"),
    ],
)
def test_what_cannot_be_taught_is_a_sentence(furnished: Path, say, words, sentence) -> None:
    before = sorted((furnished / "models").iterdir())
    say("teach", *words, code=2)
    assert sentence in " ".join(say.stderr.split())
    assert sorted((furnished / "models").iterdir()) == before
