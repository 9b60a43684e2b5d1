"""The result sheet: predictions beside what turned out, drawings, and nobody's text as markup."""

from dataclasses import replace

from digitpad.analysis import lesson_sheet
from digitpad.core import lesson_reader
from digitpad.core.lesson_facts import AXES, SERIES
from digitpad.core.lesson_progress import LessonProgress, Prediction, StepRecord, sketched

TEXT = """\
# About <script>
## Guess
### Predict
How many?
number: 0 to 100 %
truth: confidence
### Do
Draw a **7**.
### Check
drawn
## Sketch
### Predict
How does it go?
curve: 3 epochs, 0 to 100 %
truth: test accuracy
## Not begun
### Check
drawn
"""


def page(progress: LessonProgress) -> str:
    lesson, problems = lesson_reader.read(TEXT, "mine", {})
    assert lesson is not None, problems
    return lesson_sheet.html([(lesson, progress)], "2026-01-01T00:00:00+00:00", "1.0")


def test_what_was_predicted_stands_beside_what_turned_out() -> None:
    number = Prediction(number=40.0, true_number=99.5)
    done = StepRecord(passed=2, predictions={"0": number}, sketch=sketched([[(0, 0), (9, 9)]]), answer="7")
    curve = Prediction(curve=(1.0, 2.0, 3.0), true_curve=(90.0, 91.0, 92.0))
    sketch = StepRecord(passed=1, predictions={"0": curve})
    made = page(LessonProgress().with_record(0, done).with_record(1, replace(sketch, skipped=True)))
    assert "40 %" in made and "99.5 %" in made and "Draw a 7." in made
    assert 'points="20,20 275,275"' in made and "predicted: 7" in made
    assert "from 1 % to 3 %" in made and "from 90 % to 92 %" in made and made.count("<polyline") == 3
    assert "<script>" not in made and "About &lt;script&gt;" in made
    assert "Not begun" not in made


def test_every_curve_has_a_name_for_its_axis() -> None:
    assert set(AXES) == set(SERIES)
