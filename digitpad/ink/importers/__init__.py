"""Public originals of pen strokes as drawings: UNIPEN, pendigits, LipiTk, UJI, Omniglot, InkML. Imports numpy and ink.

Each file of this package reads one format from text; here it is found out which one a file is in. Whatever the source,
drawings come out as in ink files: y down, `word` one character (but for omniglot's, which are no digits by whatever
name), `source` and `writer` in `extra`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from digitpad.core.errors import InkError
from digitpad.core.language import mark, tr
from digitpad.core.limits import FOLDER_DEPTH, FOLDER_FILES, NAME_CHARS
from digitpad.core.storage import is_file, is_folder
from digitpad.ink import file_kinds, files
from digitpad.ink.files import Drawing
from digitpad.ink.importers import inkml, lipitk, omniglot, pendigits, uji, unipen
from digitpad.ink.importers.source_file import SourceFile
from digitpad.ink.ink import check_size

HINT = mark(
    "UNIPEN (.dat), UCI pendigits-orig (.tra, .tes), UJI Pen Characters v2, LipiTk, Omniglot, InkML and ink files are "
    "read."
)
OMNIGLOT = "omniglot"
_READERS = (
    ("inkml", inkml), ("uji", uji), ("pendigits", pendigits), (OMNIGLOT, omniglot), ("lipitk", lipitk),
    ("unipen", unipen),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """What was found in one file: its format's name, its drawings, and how many more had no label of one character."""

    path: Path
    format: str
    drawings: tuple[Drawing, ...]
    left_out: int = 0


def read(path: Path) -> Imported:
    """The drawings of one file. Raises InkError naming the file and, where there is one, the line."""
    if is_file(path) and _is_ink(path):
        return _kept(path, "ink", files.read(path))
    source = SourceFile.load(path)
    for name, reader in _READERS:
        if reader.recognises(source):
            return _kept(path, name, reader.read(source))
    kind = file_kinds.kind_of(path)
    if kind.family == file_kinds.PICTURE:
        hint = tr("Pictures are not imported but read: digitpad predict {name}", name=path.name)
        raise InkError(
            tr("{path} is {name}, which is in no format that can be imported.", path=path, name=tr(kind.name)), hint
        )
    if kind is file_kinds.UNKNOWN:
        raise InkError(tr("{path} is in no format that can be imported.", path=path), HINT)
    raise InkError(
        tr("{path} is {name}, which is in no format that can be imported.", path=path, name=tr(kind.name)), HINT
    )


def read_each(paths: Iterable[Path], only: str = "") -> Iterator[Imported | InkError]:
    """Each file, and each file in folders that is in one of the formats. `only`: the characters that are wanted.

    In place of a file, of a line of an ink file and of a folder in which nothing can be imported comes its error.
    """
    for path in paths:
        try:
            found = list(_in_folder(path) if is_folder(path) else _one(path))
        except InkError as error:
            found = [error]
        if not found:
            found = [InkError(tr("Nothing in {path} can be imported.", path=path), HINT)]
        for each in found:
            yield _only(each, only) if only and isinstance(each, Imported) else each


def _in_folder(folder: Path) -> Iterator[Imported | InkError]:
    for path in _files_under(folder):
        try:
            found = list(_one(path)) if recognised(path) else []
        except InkError as error:
            found = [error]
        for each in found:
            if isinstance(each, InkError) or each.drawings:  # included files hold strokes but no labels
                yield each


def _files_under(folder: Path) -> list[Path]:
    """The files in a folder and in the folders in it, by name; links to folders are not followed. Raises InkError."""
    found: list[Path] = []
    waiting = [(folder, 0)]
    while waiting:
        here, depth = waiting.pop()
        if depth > FOLDER_DEPTH or len(found) > FOLDER_FILES:
            said = tr(
                "{folder} holds more than {folder_files:,} files, or folders {folder_depth} deep.",
                folder=folder,
                folder_files=FOLDER_FILES,
                folder_depth=FOLDER_DEPTH,
            )
            raise InkError(said, tr("Name the folders in it one by one."))
        try:
            for path in here.iterdir():
                if is_folder(path) and not path.is_symlink():
                    waiting.append((path, depth + 1))
                elif is_file(path):
                    found.append(path)
        except OSError as error:
            if here == folder:
                raise InkError(
                    tr("{folder} could not be read: {strerror}.", folder=folder, strerror=error.strerror),
                    tr("Check the folder's rights."),
                ) from error
    return sorted(found)


def _one(path: Path) -> Iterator[Imported | InkError]:
    try:
        if not (is_file(path) and _is_ink(path)):
            yield read(path)
            return
        lines = list(files.read_each(path))
        drawings = [line for line in lines if isinstance(line, Drawing)]
        yield from (line for line in lines if isinstance(line, InkError))
        if drawings:
            yield _kept(path, "ink", drawings)
    except InkError as error:
        yield error


def recognised(path: Path) -> bool:
    """Whether the file is in one of the formats, by its name or its beginning."""
    if _is_ink(path):
        return True
    source = SourceFile.head(path)
    return source is not None and any(reader.recognises(source) for _, reader in _READERS)


def _is_ink(path: Path) -> bool:
    return file_kinds.kind_of(path).family == file_kinds.INK


def _kept(path: Path, name: str, drawings: Iterable[Drawing]) -> Imported:
    every = [drawing for drawing in drawings if drawing.ink]
    for drawing in every:
        if len(drawing.key_id) > NAME_CHARS:
            raise InkError(
                tr("{path} has a name of {count:,} characters.", path=path, count=len(drawing.key_id)),
                tr("Shorten it, or leave it out."),
            )
        try:
            check_size(drawing.ink.strokes)
        except InkError as error:
            raise InkError(f"{path}, {drawing.key_id[:80]}: {error.message}", error.hint) from error
    kept = tuple(each for each in every if name == OMNIGLOT or each.word is None or len(each.word) == 1)
    return Imported(path, name, kept, len(every) - len(kept))


def _only(found: Imported, only: str) -> Imported:
    kept = tuple(drawing for drawing in found.drawings if drawing.word and drawing.word in only)
    return replace(found, drawings=kept, left_out=found.left_out + len(found.drawings) - len(kept))
