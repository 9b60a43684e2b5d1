"""The nouns that travel between packages: they turn into JSON and back, and say what is wrong with anything else."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.core.plans import Augmentation, Plan
from digitpad.core.records import Answer, Card, EpochDone, Refusal, Score, StepDone
from digitpad.core.typed_json import from_json, to_json

PLAN = Plan("padnet", "padnet", "mnist", augmentation=Augmentation(rotate=5), seed=7)
CARD = Card(
    id="mine",
    plan=PLAN,
    classes=tuple("0123456789"),
    parameters=10,
    weights="weights.safetensors",
    bytes=40,
    scores=(Score("mnist", 100, 0.97, (0.91, 0.99)),),
    history=(EpochDone(1, 2, 0.5, 0.8, 0.4, 0.85, 1.5, 0.01, 900.0),),
    changes=("epochs 2 instead of 10",),
)


@pytest.mark.parametrize(
    "record", [PLAN, CARD, CARD.scores[0], CARD.history[0], Augmentation(), StepDone(1, 2, 3, 0.1, 0.01, 9.0)]
)
def test_a_record_comes_back_from_json(record: object) -> None:
    text = json.dumps(to_json(record))
    assert from_json(type(record), json.loads(text)) == record


@given(st.builds(Augmentation, *[st.floats(0, 100) for _ in dataclasses.fields(Augmentation)]))
def test_an_augmentation_is_true_where_it_changes_anything(augmentation: Augmentation) -> None:
    changes = dataclasses.asdict(augmentation)
    changes.pop("ease")  # says when, not what
    assert bool(augmentation) == any(changes.values())
    assert from_json(Augmentation, to_json(augmentation)) == augmentation


def test_what_a_newer_digitpad_wrote_is_read_as_far_as_it_can_be() -> None:
    row = to_json(PLAN) | {"something": {"new": 1}}
    assert from_json(Plan, row) == PLAN


def test_what_an_older_digitpad_wrote_gets_the_defaults() -> None:
    row = {"recipe": "mlp-512", "architecture": "mlp-512", "dataset": "mnist"}
    assert from_json(Plan, row) == Plan("mlp-512", "mlp-512", "mnist")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"epochs": "ten"}, "epochs should be a whole number, got 'ten'"),
        ({"epochs": True}, "epochs should be a whole number, got true"),
        ({"epochs": 1.5}, "epochs should be a whole number, got 1.5"),
        ({"learning_rate": None}, "learning_rate should be a number, got null"),
        ({"recipe": 7}, "recipe should be text, got 7"),
        ({"augmentation": []}, r"augmentation should be an object, got \[\]"),
        ({"augmentation": {"rotate": "far"}}, "rotate should be a number, got 'far'"),
    ],
)
def test_a_wrong_value_is_named(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_json(Plan, to_json(PLAN) | change)


@pytest.mark.parametrize("data", [None, 7, "text", [], [1]])
def test_what_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="it should be an object"):
        from_json(Card, data)


def test_a_missing_key_and_rows_that_are_none_are_named() -> None:
    row = to_json(CARD)
    del row["parameters"]
    with pytest.raises(ValueError, match="it lacks parameters"):
        from_json(Card, row)
    with pytest.raises(ValueError, match=r"^scores should be a list"):
        from_json(Card, to_json(CARD) | {"scores": 7})


def test_whole_numbers_will_do_for_floats() -> None:
    plan = from_json(Plan, to_json(PLAN) | {"learning_rate": 1})
    assert plan.learning_rate == 1.0
    assert isinstance(plan.learning_rate, float)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        PLAN.epochs = 3  # type: ignore[misc]  # that is the point


def test_a_model_is_called_by_its_title_or_else_its_id() -> None:
    assert CARD.name == "mine"
    assert dataclasses.replace(CARD, title="My first").name == "My first"


def test_an_answer_is_labelled_with_its_class_and_a_refusal_with_nothing() -> None:
    assert Answer(2, 0.9, (0.0, 0.1, 0.9), classes=("Trouser", "Bag", "Coat")).label == "Coat"
    assert Answer(None, 0.9, (0.1,) * 10, nearest=3, refused=Refusal.NOT_A_DIGIT).label == ""
