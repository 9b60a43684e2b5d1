"""The report: one page that needs no network, true to what was measured, and safe with any name."""

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from digitpad.analysis.comparison import ModelRow
from digitpad.analysis.html_report import Report, html
from digitpad.core.errors import UnknownNameError
from digitpad.core.escaping import visible
from digitpad.core.records import EpochDone, Origin
from digitpad.evaluation import evaluation_cache, test_sets
from digitpad.evaluation.robustness import EVERY, KINDS, Robustness
from digitpad.ink import perturb
from digitpad.tasks import gather_report
from digitpad.tasks.progress import Progress
from tests import tiny_mnist
from tests.small_models import empty_library, saved

HISTORY = tuple(EpochDone(at, 3, 1 / at, 0.5, 0.9 / at, 0.5 + at / 10, 1.0, 0.01, 100.0) for at in (1, 2, 3))
VOID = {"meta", "img", "br"}


class Checked(HTMLParser):
    """Fails for tags that do not fit each other; gathers all that a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.tags: list[str] = []
        self.shape: list[tuple[str, ...]] = []  # every element with the names of its attributes
        self.texts: list[str] = []  # what stands between the tags and in attributes, as a reader sees it

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.shape.append((tag, *(name for name, _ in attrs)))
        self.texts += [value or "" for _, value in attrs]
        self.fetched += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.shape.append((tag, *(name for name, _ in attrs)))
        self.texts += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("report")
    library = empty_library(folder)
    saved(library, "first", seed=1, history=HISTORY)
    saved(library, "second", "mlp-512", seed=2, title="<b>A & B</b>")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIGITPAD_DATA", str(tiny_mnist.write(folder / "data", train=20, test=120)))
        rows = test_sets.load("mnist", library.home)
    *news, found = gather_report.gathered(library, ["first", "second"], [rows], library.home)
    shares = [each.share for each in news if isinstance(each, Progress)]
    assert len(shares) == len(news) and shares == sorted(shares) and shares[-1] == 1
    again = list(gather_report.gathered(library, ["first", "second"], [rows], library.home))
    assert len(again) == 2  # one share for the set, and the report: what is kept is not measured again
    assert isinstance(found, Report)
    return found


def test_the_page_is_whole_and_fetches_nothing(made: Report) -> None:
    page = html(made)
    checked = Checked()
    checked.feed(page)
    assert checked.open == []
    assert checked.fetched and all(place.startswith("data:image/png;base64,") for place in checked.fetched)
    assert "script" not in checked.tags and "link" not in checked.tags
    assert "http" not in page and "@import" not in page and "url(" not in page


def test_it_holds_figures_intervals_tests_matrices_curves_settings_and_mistakes(made: Report) -> None:
    page = html(made)
    (part,) = made.parts
    first, second = part.found
    assert f"{100 * first.score.accuracy:.2f} %" in page and f"{100 * second.score.ci95[1]:.2f}" in page
    heads = ("Are the differences significant?", "Confusion", "Most confident mistakes of first", "Training",
             "Settings that differ")  # fmt: skip
    for words in heads:
        assert words in page
    assert page.count("<polyline") == 2  # accuracy and loss, of the one model with a history
    assert "Learning rate" in page.split("Settings that differ")[1]
    assert page.count("<img") == len(part.mistakes["first"]) + len(part.mistakes["second"])


def test_on_paper_no_page_ends_between_a_heading_and_its_pictures(made: Report) -> None:
    page = html(made)
    heading = "Most confident mistakes of"
    assert page.count(f'<div class="kept"><h3>{heading}') == page.count(heading) == 2
    assert ".kept { break-inside: avoid; }" in page.split("@media print")[1]


def test_mistakes_stand_with_their_pictures_the_surest_first(made: Report) -> None:
    (part,) = made.parts
    mistakes = part.mistakes["first"]
    assert mistakes and len(mistakes) <= gather_report.MISTAKES
    sure = [each.digit.confidence for each in mistakes]
    assert sure == sorted(sure, reverse=True)
    assert all(each.digit.true != each.digit.said and each.picture.shape == (28, 28) for each in mistakes)


def test_a_name_is_a_name_and_no_markup(made: Report) -> None:
    page = html(made)
    assert "<b>A" not in page and "&lt;b&gt;A &amp; B&lt;/b&gt;" in page


def test_one_model_alone_and_models_without_any_set_make_a_page_too(made: Report) -> None:
    alone = dataclasses.replace(made, rows=made.rows[:1], parts=())
    page = html(alone)
    assert "Settings that differ" not in page and "first" in page
    part = dataclasses.replace(made.parts[0], found=made.parts[0].found[:1])
    assert "Are the differences real?" not in html(dataclasses.replace(made, rows=made.rows[:1], parts=(part,)))


def test_what_was_made_of_drawings_or_trained_on_other_pictures_is_not_called_the_same(made: Report) -> None:
    same = "All were trained with the same settings."
    one, other = made.rows[0].card, dataclasses.replace(made.rows[0].card, id="other")

    def page(**changes: object) -> str:
        card = dataclasses.replace(other, **changes)  # type: ignore[arg-type]
        return html(dataclasses.replace(made, rows=tuple(ModelRow(each, {}) for each in (one, card)), parts=()))

    assert same in page()
    own = page(title="My signs", classes=("a", "b"), origin=Origin(original="padnet", drawings=20, own_classes=True))
    assert same not in own and "My signs: made from another model with drawings of one" in own
    one = dataclasses.replace(one, data_fingerprint="a")
    assert same in page(data_fingerprint="a") and same in page(data_fingerprint="")
    assert same not in (found := page(data_fingerprint="b")) and "not trained on the same pictures" in found


def test_a_model_that_knows_other_things_is_left_out_of_a_sets_part(tmp_path: Path, made: Report) -> None:
    library = empty_library(tmp_path)
    saved(library, "digits")
    saved(library, "clothes", "mlp-256", classes=tuple("abcdefghij"))
    rng = np.random.default_rng(1)
    rows = test_sets.TestSet(
        "mnist", rng.integers(0, 255, (20, 28, 28)).astype(np.uint8), rng.integers(0, 10, 20), np.zeros(20, bool),
        tuple("0123456789"), "f0",
    )  # fmt: skip
    *_, found = gather_report.gathered(library, ["digits", "clothes"], [rows], library.home)
    assert isinstance(found, Report)
    assert [each.model for each in found.parts[0].found] == ["digits"]
    assert "clothes" in html(found)
    assert evaluation_cache.kept(library.home, "digits", found.parts[0].found[0].weights, "f0") is not None


def test_an_unknown_model_is_told_before_anything_is_measured(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError):
        next(gather_report.gathered(empty_library(tmp_path), ["nobody"], [], tmp_path))


def test_robustness_stands_there_where_it_is_known(made: Report) -> None:
    assert "Robustness" not in html(made)
    steps = {kind: tuple(0.5 + 0.1 * at for at in range(len(perturb.amounts(kind, EVERY)))) for kind in KINDS}
    known = Robustness("second", 1000, 0.8125, (0.80, 0.82), steps)
    page = html(dataclasses.replace(made, tested=(known,)))
    section = page.split("<h2>Robustness</h2>")[1].split("</section>")[0]
    assert "81.25 % (80.00-82.00)" in section and "1,000" in section
    assert section.count("<polyline") == section.count('<svg class="chart"') == len(KINDS)
    checked = Checked()
    checked.feed(page)
    assert checked.open == []


def test_every_pair_names_both_models_and_many_pairs_are_folded_away(made: Report) -> None:
    (part,) = made.parts
    assert re.search(r"<li>first and &lt;b&gt;A &amp; B&lt;/b&gt;: ", html(made))
    assert "<details>" not in html(made)
    names = [f"m{at}" for at in range(7)]
    rows = tuple(dataclasses.replace(made.rows[0], card=dataclasses.replace(made.rows[0].card, id=n)) for n in names)
    found = tuple(dataclasses.replace(part.found[0], model=name) for name in names)
    page = html(dataclasses.replace(made, rows=rows, parts=(dataclasses.replace(part, found=found, mistakes={}),)))
    assert "All 21 pairs in words" in page


def test_seeds_of_one_recipe_and_the_command_of_each_model_stand_there(made: Report) -> None:
    first = made.rows[0].card
    twin = dataclasses.replace(first, id="second", plan=dataclasses.replace(first.plan, seed=first.plan.seed + 1))
    told = dataclasses.replace(first, command="digitpad train mlp-256-128 --seed <1>", note="left over night")
    rows = tuple(dataclasses.replace(row, card=card) for row, card in zip(made.rows, (told, twin), strict=True))
    page = html(dataclasses.replace(made, rows=rows))
    assert "Several seeds of one recipe" in page and "2 seeds: mean" in page
    assert "digitpad train mlp-256-128 --seed &lt;1&gt;" in page and "left over night" in page


def named(report: Report, text: str) -> Report:
    """The same report, with this text wherever a stranger's text can stand."""
    strange = dict.fromkeys(("title", "note", "command", "device", "torch_version"), text)
    rows = tuple(dataclasses.replace(row, card=dataclasses.replace(row.card, **strange)) for row in report.rows)
    (part,) = report.parts
    classes = tuple(text for _ in part.found[0].classes)
    mistakes = {
        model: tuple(dataclasses.replace(m, digit=dataclasses.replace(m.digit, true=text, said=text)) for m in each)
        for model, each in part.mistakes.items()
    }
    found = tuple(dataclasses.replace(each, classes=classes) for each in part.found)
    part = dataclasses.replace(part, found=found, mistakes=mistakes)
    return dataclasses.replace(report, rows=rows, parts=(part,), version=text)


HOSTILE = (
    "<script>x()</script>", '"><img onerror=x()>', "' onmouseover='x()", "</style></svg></td>", "{{ page }}{% raw %}",
    "&lt;b&gt;", "]]>--><!--", "javascript:x()", "\x1b[31m\x00\u202e",
)  # fmt: skip  # none longer than what fits beside its interval


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_text_says_the_page_has_the_same_elements_and_shows_it(made: Report, text: str) -> None:
    plain, hostile = Checked(), Checked()
    plain.feed(html(named(made, "plain")))
    hostile.feed(html(named(made, text)))
    assert hostile.shape == plain.shape and hostile.open == []
    seen = visible(text)
    assert [each.replace(seen, "plain") for each in hostile.texts] == plain.texts
    assert not set("\x1b\x00\u202e") & set("".join(hostile.texts))


def test_a_column_in_which_nobody_has_anything_is_left_out(made: Report) -> None:
    assert '<th class="left">Note</th>' not in html(made)
    card = dataclasses.replace(made.rows[0].card, note="left over night")
    noted = dataclasses.replace(made, rows=(dataclasses.replace(made.rows[0], card=card), made.rows[1]))
    assert '<th class="left">Note</th>' in html(noted)
