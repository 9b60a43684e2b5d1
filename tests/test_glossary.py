"""What the program shows keeps to the glossary of CONTRIBUTING, and what the window shows can be translated."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "digitpad"
GLOSSARY = ROOT / ".github" / "CONTRIBUTING.md"
SHOWN = ("ui", "controllers", "tasks", "cli", "analysis", "core/errors.py", "core/recipes.py", "core/plans.py")
MARKS = ("tr", "tr_n", "mark")
# Calls whose texts nobody sees: style sheets, names of widgets, shortcuts, formats.
UNSEEN = {
    "setProperty", "setStyleSheet", "setObjectName", "getattr", "hasattr", "TypeVar", "ParamSpec",
    "setFilterRules", "QColor", "replace", "split", "partition", "rpartition", "startswith", "endswith",
    "strip", "rstrip", "lstrip", "join", "horizontalAdvance", "cast", "save", "setShortcut", "QKeySequence",
    "find", "compile", "sub", "search", "match", "normalize", "isinstance", "find_spec", "ValueError",
    "KeyError", "TypeError", "RuntimeError", "boundingRect",
}  # fmt: skip
# Looks like words, but is none that anybody reads in their language: names, keys of messages, values of JSON, what is
# looked for in what torch or the system says.
NAMES = {
    "Fusion", "Qt", "Python", "Qt and PySide6", "NumPy, pyqtgraph, Pillow", "English", "Adam", "Adagrad", "digitpad {}",
    "accuracy {}", "smooth norm", "should be", "an object", "too small", "not a digit", "several digits",
    "saving charts", "reading kept drawings", "removing kept drawings", "picking a digit", "reading files",
    "broken run", "empty pad", "saving what is compared", "failed run", "getting ready", "going on", "one epoch",
    "one batch", "out of memory", "can't allocate memory", "cannot allocate memory", "failed to map segment",
    "can't start new thread", "not enough memory", "top left", "top right", "bottom left", "bottom right",
    "{} % of {} px", "a point each {} %", "{} % of points", "image set", "pen strokes", "<html|<!doctype html",
    "direction x", "direction y", "jump x", "jump y", "path order", "path dropout", "trace {}",
    "reading a lesson", "saving the result sheet", "lesson started over",
    "Request", "Result", "Dataset", "Fetching", "Split", "Range",
    "Reference input and output of the digitpad model {}.",
    '<table width="{}"><tr><td>{}</td></tr></table>',
    '<svg x="{}" y="{}" {} overflow="hidden">{}</svg>\n',
}  # fmt: skip
ROOMS = (
    "core",
    "ink",
    "models",
    "learn",
    "evaluation",
    "analysis",
    "tasks",
    "jobs",
    "controllers",
    "ui",
    "cli",
    "app.py",
)
UNREAD = (
    "core/lesson_facts.py",  # what lesson files ask for
    "ink/scribbles.py", "learn/onnx_reference.py", "learn/dataset_files.py", "learn/graph_work.py",
    "core/picture_sets.py",  # words of data
    "analysis/script_network.py", "analysis/training_script.py",  # a program in plain torch
)  # fmt: skip

Text = tuple[int, str]  # line, text


def sources(*places: str) -> list[Path]:
    found = [PACKAGE / place for place in places]
    return sorted(path for place in found for path in ([place] if place.is_file() else place.rglob("*.py")))


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_text(text: str) -> bool:
    """Whether this is words for people: several of them, or one that begins as a sentence does."""
    if re.search(
        r"\w+ *\{[^}]*:|[\w-]+: *[^ ;]+;|^(Ctrl|Shift|Alt|F\d)\b|^</?\w+[^>]*>$|^<span style|^[\w/-]+$(?<![a-z])", text
    ):
        return False
    return bool(
        re.search(r"[A-Za-z]{2,}[,.;:!?]? +[A-Za-z&{(]", text) or re.match(r"^&?[A-Z]&?[a-z]+( ?\u2026)?\.?$", text)
    )


def texts(node: ast.AST, *, marked: bool) -> Iterator[Text]:
    """The texts in this node that people see; `marked`: also those that are marked for translation."""
    if isinstance(node, ast.Constant | ast.JoinedStr):
        whole = written(node)
        if is_text(whole):
            yield node.lineno, whole
    for child in inside(node, marked):
        yield from texts(child, marked=marked)


def written(node: ast.Constant | ast.JoinedStr) -> str:
    """A literal as it stands there, with {} for what is put in; empty for a number."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)


def inside(node: ast.AST, marked: bool) -> list[ast.AST]:
    """What of a node may hold texts that people see."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return []  # a docstring
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Compare | ast.arg):
        return []
    if isinstance(node, ast.JoinedStr):
        return [part for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.AnnAssign):
        return [] if node.value is None else [node.value]
    if isinstance(node, ast.FunctionDef):
        return [*node.args.defaults, *(each for each in node.args.kw_defaults if each), *node.body]
    if isinstance(node, ast.Call):
        if called(node) in MARKS and not marked:
            return [node.func]
        if called(node) in UNSEEN:
            return [node.func, *(each for each in node.args if not literal(each))]
        return [node.func, *node.args, *(each.value for each in node.keywords if each.arg != "objectName")]
    return list(ast.iter_child_nodes(node))


def literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant | ast.JoinedStr)


def avoided() -> list[str]:
    """The words to avoid: what stands in quotes in the last column of the glossary."""
    table = GLOSSARY.read_text(encoding="utf-8").split("\n## Words\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    return [word for row in rows for word in re.findall(r'"([^"]+)"', row.rstrip(" |").rsplit("|", 1)[1])]


def test_the_glossary_names_words_to_avoid() -> None:
    assert {"by heart", "truly", "net", "bending", "plane"} <= set(avoided())


@pytest.mark.parametrize(
    "text", ["The net is learning its pictures by heart", "Truly", "Bending of the drawing", "Plane"]
)
def test_a_word_to_avoid_is_found(text: str) -> None:
    (found,) = texts(ast.parse(f"label.setText({text!r})"), marked=True)
    assert any(re.search(rf"\b{re.escape(word)}(?!\w)", found[1], re.IGNORECASE) for word in avoided())


def test_nothing_that_is_shown_uses_a_word_to_avoid() -> None:
    words = re.compile("|".join(rf"\b{re.escape(word)}(?!\w)" for word in avoided()), re.IGNORECASE)
    shown = [
        (f"{path.relative_to(ROOT)}:{line}", text)
        for path in sources(*SHOWN)
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")), marked=True)
    ]
    shown += [(path.name, path.read_text(encoding="utf-8")) for path in (ROOT / "resources" / "report").glob("*.html")]
    assert len(shown) > 500
    found = [f"{place}: {hit.group()!r} in {text[:80]!r}" for place, text in shown if (hit := words.search(text))]
    assert not found, "\n".join(found)


def test_what_is_shown_is_marked_for_translation() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]!r}"
        for path in sources(*ROOMS)
        if not path.as_posix().endswith(UNREAD)
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")), marked=False)
        if text not in NAMES
    ]
    assert not found, "mark these with tr, tr_n or mark of core/language.py:\n" + "\n".join(found)


COUNTED = "channels|classes|drawings|epochs|models|neurons|outputs|runs|seeds|steps|strokes|writers"
PLURAL = re.compile(rf"\{{(\w+)(?::[^}}]*)?\}} (?:more |training |test )?(?:{COUNTED})\b")
LIMITS = {"most", "few", "enough", "set_rows", "drawing_strokes", "sweep_runs"}
# Numbers that are never one: what there are too many of, or what takes two.
NEVER_ONE = (
    "Kept as {label}. You have {count} drawings", "{count} drawings were deleted", "of {count} drawings.", "seeds: ",
    "Delete {count} models", "{count} models", "{done} of {steps} steps", "hardly changed over the last {count} epochs",
    "are too many", "is not read", "Reading {name}: {count:,} drawings", "{name} holds {count:,} drawings; a test set",
    "has {many} channels", "Output, {outputs} classes", "cannot have {outputs} outputs", "classes named",
)  # fmt: skip


def test_a_number_that_may_be_one_has_a_form_for_it() -> None:
    """Usability, plural forms: a window said "1 epochs", "1 runs"."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {text}"
        for room in ROOMS
        for path in ([PACKAGE / room] if room.endswith(".py") else sorted((PACKAGE / room).rglob("*.py")))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark")
        for text in [ast.literal_eval(each) for each in node.args[:1] if isinstance(each, ast.Constant)]
        if any(match[1] not in LIMITS for match in PLURAL.finditer(str(text)))
        and not any(known in text for known in NEVER_ONE)
    ]
    assert not found, "\n".join(found)
