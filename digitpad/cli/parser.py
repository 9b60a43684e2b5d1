"""What can be typed: the commands and their options, checked with the nearest known name as the hint. Imports plans.

The options are DESIGN's contract: others' scripts rely on their names and on exit code 2 for everything mistyped.
"""

import argparse
import difflib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from digitpad import __version__
from digitpad.core import amounts, window_state
from digitpad.core.errors import DigitpadError, UnknownNameError
from digitpad.core.language import mark, tr, tr_n
from digitpad.core.limits import SWEEP_WORKERS
from digitpad.core.model_files import EXPORT_FORMATS, VALUES
from digitpad.core.plan_field import PlanField, Range, check_within, worded
from digitpad.core.plans import AUGMENTATIONS, FIELDS
from digitpad.core.recipes import RECIPES

COMMANDS = {
    "models": mark("list the models of the library"),
    "predict": mark("read the digits in ink files or pictures"),
    "evaluate": mark("evaluate models on a test set"),
    "train": mark("train a recipe and keep the model"),
    "teach": mark("teach a copy of a model your drawings"),
    "sweep": mark("train every combination of settings and seeds, each a model"),
    "compare": mark("compare models side by side, and test whether the differences are significant"),
    "export": mark("export a model as ONNX, its weights, or the log of its run"),
    "code": mark("write a recipe or a model's plan as a script of plain torch"),
    "data": mark("list the datasets, fetch one, or import pen strokes"),
}
SETS_HELP = mark(
    "mnist, fashion-mnist, kuzushiji-mnist, emnist-letters, ink, mine (drawings kept on the pad), robustness (1,000 "
    "digits changed step by step), or a FILE.ndjson, FILE.ndjson.gz or FILE.npz"
)
FRESH_HELP = mark("measure again instead of using what was kept of the same weights and drawings")
_WRITTEN = ("to", "html", "into")  # where something is written
_NAME = "\0"  # stands before a word that is no option: no process can be given one with this in it
_SHOWN_CHARS = 60  # of a word that is not understood
_ALONE = ("-h", "--help", "--version")  # what can stand in the command's place
_OVERVIEW = mark("Without a command, the window opens; with a file *.digitpad, in the state that was saved in it.")


_ARGPARSE = (
    mark("usage: "), mark("positional arguments"), mark("options"), mark("show this help message and exit"),
    mark("show program's version number and exit"), mark("the following arguments are required: %s"),
    mark("argument %(argument_name)s: %(message)s"), mark("expected one argument"),
    mark("expected at most one argument"), mark("expected at least one argument"),
    mark("invalid choice: %(value)r (choose from %(choices)s)"), mark("invalid %(type)s value: %(value)r"),
    mark("ignored explicit argument %r"), mark("unrecognized arguments: %s"),
)  # fmt: skip  # argparse's own words, for the translators


def _argparse_speaks() -> None:
    """Gives argparse our catalogue: its words pass through these two names of its module, in every version so far."""
    vars(argparse)["_"] = lambda text: tr(text)
    vars(argparse)["ngettext"] = lambda one, many, count: tr_n(one, many, count)


class UsageError(DigitpadError):
    """Something on the command line cannot be understood."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints are errors of ours, never an exit of its own."""

    def error(self, message: str) -> NoReturn:
        """Raises UsageError with argparse's complaint, worded as a sentence."""
        message = message[:1].upper() + message[1:]
        raise UsageError(tr("{words}.", words=message.rstrip(".")), _help(self))


def parse(words: Sequence[str]) -> argparse.Namespace:
    """The command line: `command` (None: the window, with its file `state`). Raises UsageError or UnknownNameError."""
    if len(words) == 1 and window_state.is_state(Path(words[0])):
        return argparse.Namespace(command=None, state=words[0])
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        raise UnknownNameError("command", words[0], COMMANDS)
    _argparse_speaks()
    if not words or words[0] in _ALONE:
        return _overview().parse_args(words)
    if words[0] not in COMMANDS:
        raise UsageError(
            tr("{words!r} stands where the command should be.", words=_short(words[0])),
            tr("Such as: digitpad models --json"),
        )
    chosen = _typed(_command(words[0]), words[1:])
    chosen.command = words[0]
    return chosen


def _typed(parser: "Parser", words: Sequence[str]) -> argparse.Namespace:
    """A command's words, names and options in any order. Raises UsageError."""
    at = words.index("--") if "--" in words else len(words)
    for word in words[:at]:
        if word.startswith("--") and word.endswith("=--"):  # argparse takes that for an empty list, until Python 3.13
            raise UsageError(
                tr("{removesuffix} needs a value, and -- is none.", removesuffix=_short(word.removesuffix("=--"))),
                _help(parser),
            )
    # up to some 3.13, intermixed arguments take "usage: " away as seven characters, however many it has
    parser.usage = parser.format_usage().removeprefix(tr("usage: "))
    # what follows -- is no option, whatever it looks like; argparse forgets that where names and options mix
    marked = [f"{_NAME}{word}" if word.startswith("-") else word for word in words[at + 1 :]]
    chosen, rest = parser.parse_known_intermixed_args([*words[:at], *marked])
    for dest, value in vars(chosen).items():
        setattr(chosen, dest, _unmarked(value))
    for word in rest:
        _complain(parser, word.removeprefix(_NAME))
    for action in parser._actions:
        value = getattr(chosen, action.dest, None)
        if action.option_strings and value == "":
            raise UsageError(
                tr("{option_strings} is empty.", option_strings=action.option_strings[0]),
                tr("Is it a variable that is not set?"),
            )
        if action.dest in _WRITTEN and value == "-":
            hint = tr("Name a file; one that is really called so is ./-")
            raise UsageError(
                tr(
                    "{option_strings} takes the name of a file, and - is none.", option_strings=action.option_strings[0]
                ),
                hint,
            )
    return chosen


def _unmarked(value: object) -> object:
    if isinstance(value, list):
        return [_unmarked(each) for each in value]
    return value.removeprefix(_NAME) if isinstance(value, str) else value


def _complain(parser: argparse.ArgumentParser, word: str) -> NoReturn:
    """Raises for a word that no option and no file name explains."""
    known = [option for action in parser._actions for option in action.option_strings if option.startswith("--")]
    name = word.split("=")[0]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5) if word.startswith("-") else []
    hint = tr("Did you mean {near}?", near=near[0]) if near else _help(parser)
    raise UsageError(tr("{prog} does not know what to do with {name!r}.", prog=parser.prog, name=_short(name)), hint)


def _help(parser: argparse.ArgumentParser) -> str:
    return tr("See {prog} --help.", prog=parser.prog)


def _short(word: str) -> str:
    """As much of a word as tells which one it is."""
    return word if len(word) <= _SHOWN_CHARS else word[:_SHOWN_CHARS] + "\N{HORIZONTAL ELLIPSIS}"


def _overview() -> Parser:
    """The parser of a command line without a command."""
    parser = Parser(
        prog="digitpad",
        description=tr("A drawing pad that reads handwritten digits."),
        epilog=tr(_OVERVIEW),
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"digitpad {__version__}",
        help=tr("show program's version number and exit"),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=tr("commands"))
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=tr(text), add_help=False)
    return parser


def _command(name: str) -> Parser:
    """The parser of one command."""
    text = tr(COMMANDS[name])
    said = tr("{words}.", words=f"{text[0].upper()}{text[1:]}")
    parser = Parser(prog=f"digitpad {name}", description=said, allow_abbrev=False)
    parser.add_argument(
        "--json", action="store_true", help=tr("print one JSON object a line on stdout, and nothing else")
    )
    fill = {
        "models": _models,
        "predict": _predict,
        "evaluate": _evaluate,
        "train": _train,
        "teach": _teach,
        "sweep": _sweep,
        "compare": _compare,
        "export": _export,
        "code": _code,
        "data": _data,
    }
    fill[name](parser)
    return parser


def _models(parser: Parser) -> None:
    parser.add_argument(
        "action", nargs="?", metavar="show | add",
        help=tr("show one model's layers: shapes, weights, multiply-adds; add one that somebody brings"),
    )  # fmt: skip
    parser.add_argument(
        "model", nargs="?", metavar="ID | FILE",
        help=tr("the model to show; the file to add: .onnx, or weights of torch (.pt, .pth, .safetensors)"),
    )  # fmt: skip
    group = parser.add_argument_group(tr("of a model to add"))
    group.add_argument("--name", metavar="ID", help=tr("the id of the new model (default: the file's name, numbered)"))
    group.add_argument("--layers", metavar="SPEC", help=tr("the layers that the weights belong to"))
    group.add_argument(
        "--values", metavar="|".join(VALUES), type=one_of("values", VALUES),
        help=tr("what it takes as a pixel: 0 to 1, centred around zero, 0 to 255 (default: what test digits tell)"),
    )  # fmt: skip
    group.add_argument(
        "--classes", metavar="A,B,...", help=tr("the classes' names in order, or fashion-mnist (default: the digits)")
    )


def _predict(parser: Parser) -> None:
    parser.add_argument("--model", default="padnet", metavar="ID", help=tr("the model to ask (default: padnet)"))
    parser.add_argument("--numbers", action="store_true", help=tr("read digits written side by side as one number"))
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help=tr("ink (.ndjson), pictures (PNG, JPEG, SVG), image sets (.npz), folders"),
    )


def _evaluate(parser: Parser) -> None:
    parser.add_argument(
        "--model", nargs="+", default=["padnet"], metavar="ID", help=tr("models, or all (default: padnet)")
    )
    parser.add_argument("--on", nargs="+", required=True, metavar="SET", help=tr(SETS_HELP))
    parser.add_argument("--fresh", action="store_true", help=tr(FRESH_HELP))
    parser.add_argument(
        "--stress",
        action="store_true",
        help=tr("redraw the ink in many sizes, places, rotations and speeds, a line each"),
    )


def _compare(parser: Parser) -> None:
    parser.add_argument(
        "models", nargs="*", metavar="ID", help=tr("two or more models, or all; they stand before --on")
    )
    parser.add_argument("--on", nargs="+", required=True, metavar="SET", help=tr(SETS_HELP))
    parser.add_argument("--fresh", action="store_true", help=tr(FRESH_HELP))
    parser.add_argument("--html", metavar="FILE", help=tr("also write the results as one HTML page"))


def _export(parser: Parser) -> None:
    parser.add_argument("model", metavar="ID", help=tr("the model to export"))
    parser.add_argument(
        "--to", required=True, metavar="FILE",
        help=tr("where to write it: .onnx, weights (.pt, .safetensors) or a log (.jsonl)"),
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=EXPORT_FORMATS,
        help=tr("what to write: the model, its weights, or the epochs of its run (default: as the name ends)"),
    )  # fmt: skip


def _code(parser: Parser) -> None:
    parser.add_argument("plan", metavar="RECIPE | MODEL", help=tr("what the script shall train"))
    parser.add_argument("--to", metavar="FILE.py", help=tr("where to write it (default: print it)"))


def _data(parser: Parser) -> None:
    parser.add_argument(
        "action", nargs="?", metavar="fetch | import", help=tr("download the dataset NAME, or make FILE... an ink file")
    )
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME | FILE",
        help=tr("a dataset (mnist, emnist-letters, ...); UNIPEN, pendigits, UJI, LipiTk, Omniglot, InkML, folders"),
    )
    parser.add_argument("--to", metavar="INK.ndjson.gz", help=tr("import: the ink file to write"))
    parser.add_argument("--only", metavar="CHARACTERS", help=tr("import: these alone, such as 0123456789"))


def _train(parser: Parser) -> None:
    parser.add_argument(
        "recipe",
        nargs="?",
        metavar="RECIPE",
        type=one_of("recipe", RECIPES),
        help=tr("one of {recipes}", recipes=", ".join(RECIPES)),
    )
    parser.add_argument("--name", metavar="ID", help=tr("the id of the new model (default: the recipe's, numbered)"))
    parser.add_argument(
        "--resume", metavar="RUN", help=tr("continue the run of that name to the epochs it was started with")
    )
    said = tr("try growing learning rates for some batches, suggest one, train nothing")
    parser.add_argument("--find-lr", action="store_true", help=said)
    parser.add_argument("--into", metavar="FOLDER", help=tr("keep the model as FOLDER/ID instead of in the library"))
    group = parser.add_argument_group(tr("changes to the recipe"))
    for row in FIELDS:
        group.add_argument(row.option, **_takes(row))


def _teach(parser: Parser) -> None:
    parser.add_argument("model", nargs="?", default="padnet", metavar="MODEL", help=tr("the model (default: padnet)"))
    parser.add_argument(
        "--drawings",
        metavar="PATH",
        help=tr(
            "an ink file whose drawings have labels, a folder with a folder of pictures for each class, or an image "
            "set (.npz) with names (default: the drawings kept on the pad)"
        ),
    )
    parser.add_argument("--name", metavar="ID", help=tr("the id of the copy (default: the model's with -mine)"))
    parser.add_argument(
        "--from-scratch",
        action="store_true",
        help=tr("own classes: train MODEL's network from random weights, not on what its layers have learned"),
    )
    parser.add_argument("--seed", metavar="N", type=_seed, default=1, help=tr("of all randomness (default: 1)"))


def _seed(text: str) -> int:
    """A seed as typed. Raises PlanError."""
    name, span = tr("seed"), Range(0, 2**31 - 1, whole=True)
    number = amounts.whole(text, name, span)
    check_within(name, number, span)
    return number


def _sweep(parser: Parser) -> None:
    parser.add_argument(
        "recipe",
        nargs="?",
        metavar="RECIPE",
        type=one_of("recipe", RECIPES),
        help=tr("one of {recipes}", recipes=", ".join(RECIPES)),
    )
    parser.add_argument(
        "--name", metavar="ID", help=tr("the sweep's name (default: the recipe's with -sweep, numbered)")
    )
    parser.add_argument(
        "--workers", metavar="N", type=_workers,
        help=tr("runs at a time, each in a process of its own (default: one for each core)"),
    )  # fmt: skip
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help=tr("of a Dask scheduler, such as tcp://host:8786; its workers train")
    )
    group = parser.add_argument_group(
        tr("settings"),
        tr(
            "Each takes one value, a list (0.01,0.02), a range (1-3) or one with a step "
            "(0.1-0.5:0.2), and may be given several times. Every combination is a run."
        ),
    )
    for row in FIELDS:
        takes = _takes(row)
        words = takes.get("metavar") or "{" + ",".join(row.choices) + "}"
        group.add_argument(row.option, action="append", metavar=f"{words}[,...]", help=takes["help"])


def _workers(text: str) -> int:
    """A number of workers as typed. Raises PlanError for none, and for more than there may be."""
    name, span = tr("number of workers"), Range(1, SWEEP_WORKERS, whole=True)
    count = amounts.whole(text, name, span)
    check_within(name, count, span)
    return count


def _takes(row: PlanField) -> dict[str, Any]:
    """What the option of a plan's setting takes, and its help."""
    if row.range is not None:
        kind, word = (amounts.whole, "N") if row.range.whole else (amounts.number, "X")
        typed = partial(kind, name=row.words, span=row.range)
        return {"type": typed, "metavar": word, "help": f"{tr(row.help)} ({row.range.words})"}
    if row.check_text is not None:
        example = tr(" (such as {example})", example=row.example) if row.example else ""
        return {"metavar": "NAME" if row.choices else "TEXT", "help": f"{tr(row.help)}{example}"}
    if row.choices and not row.is_open:
        return {"type": one_of(row.name, row.choices), "choices": tuple(row.choices), "help": tr(row.help)}
    if row.choices:
        return {"metavar": "NAME", "help": tr(row.help)}
    most = ", ".join(f"{kind.name}={worded(kind.span.high)}" for kind in AUGMENTATIONS)
    return {
        "metavar": "KIND=X,...",
        "help": tr("{help}; each from 0 up to {most}; none: no augmentation", help=tr(row.help), most=most),
    }


def one_of(kind: str, known: Iterable[str]) -> Callable[[str], str]:
    """Takes a name as typed if it is one of those known. Raises UnknownNameError with the nearest."""
    names = tuple(known)

    def check(text: str) -> str:
        if text not in names:
            raise UnknownNameError(kind, text, names)
        return text

    return check
