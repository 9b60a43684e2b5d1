"""The language of all that is shown: chosen, translated, counted; catalogues complete, their placeholders intact."""

import ast
import dataclasses
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digitpad.cli import output
from digitpad.cli.parser import UsageError, parse
from digitpad.core import language, paths
from digitpad.core.recipes import RECIPES, change_words, changes
from digitpad.core.settings import Settings, save, use_language

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}|%\(\w+\)[rs]|%[rs]\b")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("asked", "setting", "system", "chosen"),
    [
        ("zh_CN", "en", "en_GB.UTF-8", "zh_CN"),
        ("", "zh_CN", "de_DE.UTF-8", "zh_CN"),
        ("", "", "zh_CN.UTF-8", "zh_CN"),
        ("", "", "zh-Hans-CN", "zh_CN"),
        ("", "", "zh_TW.UTF-8", "en"),
        ("", "", "de_DE.UTF-8", "en"),
        ("", "", "C.UTF-8", "en"),
        ("klingon", "", "zh_CN", "zh_CN"),
    ],
)
def test_the_language_is_that_of_the_variable_else_of_the_setting_else_of_the_system(
    asked: str, setting: str, system: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIGITPAD_LANG", asked)
    monkeypatch.setenv("LANG", system)
    assert language.wanted(setting) == chosen


def test_the_language_chosen_in_the_window_is_that_of_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_LANG", "")
    save(Settings(language="zh_CN"), tmp_path)
    try:
        use_language(tmp_path)
        assert language.chosen() == "zh_CN"
    finally:
        language.use(language.ENGLISH, paths.resources() / "locale")


def test_a_text_is_translated_and_then_filled_in(chinese: None) -> None:
    assert language.tr("epoch {epoch} of {epochs}", epoch=2, epochs=5) == "第 2 轮，共 5 轮"  # noqa: RUF001  # as Chinese writes it
    assert language.tr_n("{count:,} epoch", "{count:,} epochs", 1200) == "1,200 轮"
    assert language.tr("no such text {x}", x=1) == "no such text 1"
    assert language.tr("") == ""


def test_a_number_takes_its_form_in_english() -> None:
    assert [language.tr_n("{count} day", "{count} days", count) for count in (1, 2)] == ["1 day", "2 days"]


CHANGED = dataclasses.replace(RECIPES["mlp-256-128"], validation=0.1, average=0.5, optimizer="sgd", digits="0-4")


def test_what_a_card_keeps_of_its_settings_is_the_same_in_every_language(chinese: None) -> None:
    assert set(changes(CHANGED)) == {
        "validation share 0 -> 0.1", "weight averaging 0 -> 0.5", "optimizer adam -> sgd",
        "classes to learn none -> 0-4",
    }  # fmt: skip


def test_what_was_changed_in_a_recipe_is_told_in_the_language_chosen(chinese: None) -> None:
    """9: "changed: learning rate 0.001" stood in the Chinese window."""
    told = [change_words(change) for change in changes(CHANGED)]
    assert set(told) == {
        "要学习的类别 无 \u2192 0-4", "优化器 Adam \u2192 SGD", "权重平均（EMA） 0 \u2192 0.5",  # noqa: RUF001
        "验证集比例 0 \u2192 0.1",
    }  # fmt: skip
    assert change_words("colour red -> blue") == "colour red -> blue", "of a later version"


def test_what_was_changed_is_told_in_english_by_names() -> None:
    assert change_words("classes to learn none -> 0-4") == "classes to learn none \u2192 0-4"
    assert change_words("data augmentation") == "data augmentation"


def test_every_text_is_translated_for_certain_and_with_its_placeholders(tool: ModuleType) -> None:
    """Finding 9 of the usability review: nothing of the interface stays English, and no value is lost."""
    for name, path in tool.catalogues().items():
        wrong = [f"  {message.id!r}: {why}" for message in tool.read(path, name) if (why := _wrong(message))]
        assert not wrong, "\n".join(
            [
                f"{name}: run python .ci/catalogues.py update, then write the msgstr of these in"
                f" {path.relative_to(ROOT)} (what stands in braces or after % stays as it is; no line with #, fuzzy):",
                *wrong,
            ]
        )


def _wrong(message: Any) -> str:
    """What is the matter with a text's translation, an empty text where nothing is."""
    if not message.id:
        return ""
    forms = [message.string] if isinstance(message.string, str) else message.string or [""]
    known = message.id if isinstance(message.id, str) else message.id[1]
    placeholders = sorted(PLACEHOLDER.findall(known))
    if not all(forms):
        return "has no translation"
    if any(sorted(PLACEHOLDER.findall(form)) != placeholders for form in forms):
        return f"its translation lacks or changes one of {placeholders}"
    return "its translation is marked as doubtful (fuzzy)" if message.fuzzy else ""


def test_no_text_is_marked_within_an_f_string() -> None:
    """Python before 3.12 has no tokens for what stands there, so that Babel finds the text on some Pythons alone."""
    within = []
    for path in sorted(ROOT.glob("digitpad/**/*.py")):
        for fstring in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)):
            for call in ast.walk(fstring):
                match call:
                    case ast.Call(func=ast.Name("tr" | "tr_n" | "mark"), args=[ast.Constant(), *_]):
                        within.append(f"{path}:{call.lineno}")
    assert not within


def test_the_template_has_the_texts_of_the_sources(tool: ModuleType) -> None:
    texts = {message.id for message in tool.extracted()}
    kept = {message.id for message in tool.read(tool.TEMPLATE)}
    assert texts == kept, "run: python .ci/catalogues.py update"


def test_the_command_line_speaks_the_language_with_argparses_own_words(
    chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["train", "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("用法：digitpad train [-h]")  # noqa: RUF001  # as Chinese writes it
    assert "显示此帮助信息并退出" in shown
    assert not {"usage", "options:", "positional", "exit"} & set(shown.split())
    with pytest.raises(UsageError, match="缺少以下参数"):
        parse(["evaluate"])


def test_a_table_for_people_is_aligned_where_characters_take_two_columns(
    chinese: None, capsys: pytest.CaptureFixture[str]
) -> None:
    output.table(("dataset", "parameters"), [("mnist", "1,234,567"), ("图片", "12")], right=("parameters",))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("数据集")
    assert len({output.wide(line) for line in lines}) == 1


def test_where_chinese_and_latin_letters_meet_a_space_parts_them(chinese: None) -> None:
    """Usability, Chinese: "在MNIST 测试集上" lacked the space; names stay as they are."""
    said = language.tr("Evaluate both models on {where} first.", where="MNIST 测试集")
    assert said == "请先在 MNIST 测试集上评估两个模型。"
    assert language.tr("Evaluate both models on {where} first.", where="数字7组") == "请先在数字7组上评估两个模型。"
    assert language.tr("{recipe}: {n:>3}", recipe="a", n=1) == "a:   1"
    assert "{not a field}" in language.tr("The model {model} is not in this library.", model="{not a field}")
    assert language.tr_n("{count:,} epoch", "{count:,} epochs", 1234).startswith("1,234 ")
