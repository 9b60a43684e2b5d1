"""One table describes every setting of a plan, and everything that shows or takes settings is made from it."""

import dataclasses
import inspect
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.core import plans
from digitpad.core.errors import DigitpadError
from digitpad.core.plan_field import PlanField, worded
from digitpad.core.plans import AUGMENTATIONS, FIELDS, SECTIONS, Augmentation, Plan, check
from digitpad.core.recipes import RECIPES, changes

ROOT = Path(__file__).resolve().parents[2]
PLAN = RECIPES["mlp-256-128"]


def test_every_setting_has_one_row_and_every_row_is_a_setting() -> None:
    names = [row.name for row in FIELDS]
    assert len(set(names)) == len(names)
    assert set(names) == {item.name for item in dataclasses.fields(Plan)} - {"recipe"}
    assert [kind.name for kind in AUGMENTATIONS] == [item.name for item in dataclasses.fields(Augmentation)]


@pytest.mark.parametrize("row", [*FIELDS, *AUGMENTATIONS], ids=lambda row: row.name)
def test_every_row_says_what_it_is_in_one_plain_sentence(row: PlanField) -> None:
    assert row.label[:1].isupper() and row.label.strip() == row.label
    assert row.tooltip[:1].isupper() and row.tooltip.endswith(".") and len(row.tooltip) > 20
    assert ". " not in row.tooltip
    assert not row.section or row.section in SECTIONS
    assert row in AUGMENTATIONS or row.help
    assert row.range is None or row.range.low < row.range.high


@pytest.mark.parametrize("row", FIELDS, ids=lambda row: row.name)
def test_every_default_and_every_recipe_is_what_the_row_allows(row: PlanField) -> None:
    for plan in (Plan("mlp-256", "mlp-256", "mnist"), *RECIPES.values()):
        row.check(getattr(plan, row.name))
    if row.range is None and (not row.choices or row.is_open):
        return
    wrong = "nothing of the kind" if row.range is None else row.range.high * 2 + 1
    with pytest.raises(DigitpadError, match=wrong if isinstance(wrong, str) else worded(wrong)):
        check(dataclasses.replace(PLAN, **{row.name: wrong}))


def test_what_was_not_recorded_is_no_change_and_is_said_to_be_unknown() -> None:
    assert changes(dataclasses.replace(PLAN, precision=None)) == ()
    assert plans.field_of("precision").shown(None) == "not recorded"
    assert changes(dataclasses.replace(PLAN, precision="auto")) == ("precision float32 -> auto",)


# A digitpad with one more setting, of which only `core/plans.py` knows: what of it comes out where.
MORE = """
import importlib.util, json, sys
from pathlib import Path
source = Path("digitpad/core/plans.py").read_text(encoding="utf-8")
last = "    precision: Name | None = None"
source = source.replace(last, "    warmth: float = 0.25\\n" + last, 1)
row = '''
    PlanField(
        name="warmth", label=mark("Warmth"), section=TRAINING, range=Range(0.0, 2.0), step=0.25, noun="warmth of it",
        tooltip=mark("How warm it is meanwhile, in a plain sentence."), help="how warm it is meanwhile",
    ),
    PlanField(
        name="augmentation",'''
source = source.replace('\\n    PlanField(\\n        name="augmentation",', row, 1)
spec = importlib.util.spec_from_loader("digitpad.core.plans", loader=None)
module = importlib.util.module_from_spec(spec)
sys.modules["digitpad.core.plans"] = module
exec(compile(source, "core/plans.py", "exec"), module.__dict__)

from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QLabel
from digitpad.cli import parser, train
from digitpad.core.errors import PlanError
from digitpad.analysis import column_choice
from digitpad.analysis.comparison import ModelRow
from digitpad.core.recipes import changes, command
from digitpad.core.records import Card
from digitpad.core.typed_json import from_json, to_json
from digitpad.ui.train.plan_form import PlanForm

found = {}
plan = train.plan_of(parser.parse(["train", "mlp-512", "--warmth", "1.5"]))
found["typed"] = plan.warmth
try:
    train.plan_of(parser.parse(["train", "mlp-512", "--warmth", "3"]))
except PlanError as error:
    found["refused"] = str(error.message) + " " + str(error.hint)
found["changes"] = changes(plan)
card = Card("a", plan, ("0", "1"), 1, "w", 4)
found["card"] = from_json(Card, json.loads(json.dumps(to_json(card)))).plan.warmth
columns = {column.key: column for column in column_choice.every([])}
column = columns["plan:warmth"]
found["column"] = [column.title, column.hint, column.text(ModelRow(card, {})), column.plain[0][1](ModelRow(card, {}))]
found["command"] = command(plan)
application = QApplication([])
form = PlanForm(plan)
control = form.findChild(QDoubleSpinBox, "train-warmth")
edited = []
form.edited.connect(edited.append)
found["form"] = [control.value(), control.minimum(), control.maximum(), control.singleStep(), control.accessibleName(),
                 control.accessibleDescription(), "Warmth" in [label.text() for label in form.findChildren(QLabel)]]
control.setValue(1.0)
found["edited"] = edited[-1].warmth
try:
    parser.parse(["train", "--help"])
except SystemExit:
    pass
print()
print(json.dumps(found))
"""


def test_a_setting_added_in_one_file_is_found_everywhere(tmp_path: Path) -> None:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "DIGITPAD_HOME": str(tmp_path), "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, "-c", MORE], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    *help_lines, line = done.stdout.strip().splitlines()
    assert "--warmth X how warm it is meanwhile (0 to 2)" in " ".join(" ".join(help_lines).split())
    tooltip = "How warm it is meanwhile, in a plain sentence."
    assert json.loads(line) == {
        "typed": 1.5,
        "refused": "The warmth of it cannot be 3. It goes from 0 to 2.",
        "changes": ["warmth of it 0.25 -> 1.5"],
        "card": 1.5,
        "column": ["Warmth", tooltip, "1.5", 1.5],
        "command": "digitpad train mlp-512 --seed 1 --warmth 1.5",
        "form": [1.5, 0.0, 2.0, 0.25, "Warmth", tooltip, True],
        "edited": 1.0,
    }


def test_the_table_needs_neither_qt_nor_torch_nor_numpy() -> None:
    code = "import sys, digitpad.core.plans, digitpad.core.recipes; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"PySide6", "torch", "numpy", "pyqtgraph"}
    assert "PySide6" not in inspect.getsource(plans)
