"""Nothing stands in the product that nothing in the product uses: no module, no signal, no public name.

By name alone, since Python does not say whose `x.name` is: where several classes have a signal of one name, there must
be as many places that connect one. A name that only tests use counts as unused.
"""

import ast
import importlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import digitpad

PACKAGE = Path(digitpad.__file__).parent
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
# What is there for others than the product itself, and why.
EXCEPTIONS = {
    "Recognizer": "the class that scripts use: `digitpad.Recognizer`",
    "http_open": "urllib asks an opener for it by its protocol's name",
    "https_open": "likewise",
    "folded": "the template of the report asks for it",
}

Definition = tuple[str, str, str]  # module, class or nothing, name


def module(path: Path) -> str:
    return ".".join(("digitpad", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def nodes(kind: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for path, tree in TREES.items():
        yield from ((module(path), node) for node in ast.walk(tree) if isinstance(node, kind))


def words() -> Counter[str]:
    """How often each name is used, wherever it is not defined: read, or given as a string, as a command's file is."""
    found: Counter[str] = Counter()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found[node.id] += 1
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                found[node.attr] += 1
            elif isinstance(node, ast.ImportFrom):
                found.update(name.name for name in node.names if name.asname)
            elif isinstance(node, ast.Constant) and str(node.value).isidentifier():
                found[str(node.value)] += 1
    return found


def is_signal(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Assign) else None
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "Signal"


def signals() -> Counter[str]:
    """How many classes have a signal of this name."""
    made = (node for _, kind in nodes(ast.ClassDef) for node in kind.body if is_signal(node))
    return Counter(target.id for node in made for target in node.targets)


def definitions() -> Iterator[Definition]:
    """Public functions, classes, methods and properties."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for path, tree in TREES.items():
        holders = [("", tree), *((node.name, node) for node in ast.walk(tree) if isinstance(node, ast.ClassDef))]
        for holder, node in holders:
            yield from ((module(path), holder, one.name) for one in node.body if isinstance(one, kinds))


def asked_for_by_others(found: Definition) -> bool:
    """Whether a class of a library has a method of this name, which calls it."""
    where, holder, name = found
    if not holder:
        return False
    kind = getattr(importlib.import_module(where), holder)
    kinds = (kind, *kind.__subclasses__())  # what is mixed in stands beside the library's class in those
    bases = {base for one in kinds for base in one.__mro__ if not base.__module__.startswith("digitpad")}
    return any(name in vars(base) for base in bases)


def test_every_module_is_imported_by_another() -> None:
    imported = {f"{node.module}.{name.name}" for _, node in nodes(ast.ImportFrom) for name in node.names}
    imported |= {str(node.module) for _, node in nodes(ast.ImportFrom)}
    imported |= {name.name for _, node in nodes(ast.Import) for name in node.names}
    late = words()  # the command line imports a command's file by its name, and the package what it offers
    imported |= {getattr(digitpad, name).__module__ for name in digitpad.__all__ if name != "__version__"}
    alone = {module(path) for path in TREES if path.stem not in ("__init__", "__main__")} - imported
    assert {name for name in alone if not (name.startswith("digitpad.cli.") and late[name.rpartition(".")[2]])} == set()


def test_every_signal_is_emitted_and_connected() -> None:
    used, connected = words(), Counter[str]()
    for _, node in nodes(ast.Attribute):
        if node.attr in ("connect", "disconnect") and isinstance(node.value, ast.Attribute):
            connected[node.value.attr] += node.attr == "connect"
            used[node.value.attr] -= 1  # what is left emits it, or hands it on to what does
    by_name = Counter(str(node.value) for _, node in nodes(ast.Constant))
    for name, classes in signals().items():
        assert used[name] >= classes, f"{name} is never emitted in one of {classes} classes"
        assert connected[name] + by_name[name] >= classes, f"{name} is not connected in one of {classes} classes"


def test_every_public_name_is_used() -> None:
    used = words()
    unused = [found for found in definitions() if not used[found[2]] and not found[2].startswith("_")]
    strange = [found for found in unused if found[2] not in EXCEPTIONS and not asked_for_by_others(found)]
    assert strange == [], "only tests use it, or nothing"


def test_the_exceptions_are_needed() -> None:
    assert set(EXCEPTIONS) <= {name for _, _, name in definitions()}


def test_no_block_for_types_alone_is_empty() -> None:
    for where, node in nodes(ast.If):
        empty = all(isinstance(one, ast.Pass) for one in node.body)
        assert not (empty and "TYPE_CHECKING" in ast.dump(node.test)), where
