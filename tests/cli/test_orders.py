"""What is typed means the same in every order: options before names, after them and between them."""

import itertools

import pytest

from digitpad.cli import main, parser
from digitpad.cli.parser import UsageError

# names of a command, and its options with their values; --on and --model of several words end where an option begins
COMMANDS = {
    "predict": (["a.png", "b.png"], [["--model", "mine"], ["--numbers"], ["--json"]]),
    "compare": (["one", "two"], [["--on", "mnist", "ink", "--json"], ["--html", "page.html"], ["--fresh"]]),
    "evaluate": ([], [["--on", "mnist", "ink"], ["--model", "one", "two"], ["--stress"], ["--json"]]),
    "export": (["one"], [["--to", "one.onnx"], ["--json"]]),
    "data": (["import", "a.tra", "b.tra"], [["--to", "ink.ndjson"], ["--only", "07"], ["--json"]]),
    "train": (["mlp-256"], [["--epochs", "3"], ["--lr", "0.1"], ["--augment", "rotate=3"], ["--json"]]),
    "models": ([], [["--json"]]),
}


def orders(names: list[str], options: list[list[str]]) -> list[list[str]]:
    """The names in their order, with the options before, between and behind them."""
    made = []
    for some in itertools.permutations(options):
        for places in itertools.product(range(len(names) + 1), repeat=len(some)):
            if list(places) == sorted(places):
                parts = [
                    [word for option, at in zip(some, places, strict=True) if at == here for word in option]
                    for here in range(len(names) + 1)
                ]
                made.append([word for part, name in zip(parts, [[], *([n] for n in names)], strict=True)
                             for word in (*name, *part)])  # fmt: skip
    return made


def takes_names(words: list[str]) -> bool:
    """Whether an option of several words stands before a name, which it would take."""
    return any(words[at] == "ink" and words[at + 1] in ("one", "two") for at in range(len(words) - 1))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_order_of_names_and_options_says_the_same(command: str) -> None:
    names, options = COMMANDS[command]
    meant = vars(parser.parse([command, *names, *itertools.chain(*options)]))
    assert all(meant[key] for key in ("command", "json"))
    for words in orders(names, options):
        if not takes_names(words):
            assert vars(parser.parse([command, *words])) == meant, words


def test_behind_two_dashes_a_name_may_begin_with_one() -> None:
    chosen = parser.parse(["predict", "--json", "--", "-7.png", "--model", "a.png"])
    assert (chosen.files, chosen.model, chosen.json) == (["-7.png", "--model", "a.png"], "padnet", True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--json", "models"), "'--json' stands where the command should be"),
        (("-",), "'-' stands where"),
        (("compare", "--on", "mnist", "one", "two"), "before --on"),
        (("train", "mlp-256", "--name="), "--name is empty"),
        (("train", "mlp-256", "--resume", ""), "--resume is empty"),
        (("train", "mlp-256", "--into", ""), "--into is empty"),
        (("export", "padnet", "--to", ""), "--to is empty"),
        (("data", "import", "a.tra", "--to", "ink.ndjson", "--only", ""), "--only is empty"),
        (("evaluate", "--on", "a\0b"), "There is no test set"),
        (("evaluate", "--on", "robustnes"), "Did you mean robustness?"),
        (("export", "padnet", "--to", "-"), "--to takes the name of a file, and - is none"),
        (("compare", "a", "b", "--on", "mnist", "--html", "-"), "--html takes the name of a file"),
        (("predict", "--", "--nope"), "no file --nope"),
        (("predict", ""), "empty name is no file"),
        (("data", "import", "", "--to", "ink.ndjson"), "empty name is no file"),
        (("predict", "7" * 5000), "File name too long"),
        (("evaluate", "--on", "7" * 5000), "There is no test set"),
        (("data", "import", "7" * 5000, "--to", "ink.ndjson"), "File name too long"),
        (("predict", "--model", "7" * 5000, "a.png"), "There is no model called"),
        (("export", "padnet", "--to", "7" * 5000 + ".onnx"), "could not be written"),
    ],
)
def test_what_is_empty_or_in_the_wrong_place_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path, monkeypatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_option_that_nobody_knows_is_named_wherever_it_stands() -> None:
    for words in (["predict", "--modle", "x", "a.png"], ["predict", "a.png", "--modle", "x"]):
        with pytest.raises(UsageError) as caught:
            parser.parse(words)
        assert "'--modle'" in caught.value.message
        assert "--model" in caught.value.hint


@pytest.mark.parametrize("words", ["train mlp-256 --name", "train mlp-256 --augment", "export mlp-256 --to",
                                   "sweep mlp-256 --lr", "evaluate --on", "predict a.png --model"])  # fmt: skip
def test_two_dashes_are_no_value_of_an_option(words: str) -> None:
    option = words.split()[-1]
    with pytest.raises(UsageError, match=f"{option} needs a value, and -- is none"):
        parser.parse(f"{words}=--".split())
    assert parser.parse(["predict", "--", f"{option}=--"]).files == [f"{option}=--"], "here it is a file's name"


def test_of_an_endless_word_that_is_not_understood_the_beginning_is_shown() -> None:
    for words in (["models", "show", "one", "x" * 5000], ["--" + "x" * 5000], ["predict", "a.png", "--" + "x" * 5000]):
        with pytest.raises(UsageError) as caught:
            parser.parse(words)
        assert len(str(caught.value)) < 200
