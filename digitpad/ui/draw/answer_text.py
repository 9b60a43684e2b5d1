"""What the pad writes for an answer: pure functions of it. Imports records, and QtCore for the words' translation."""

from dataclasses import dataclass

from digitpad.core.language import tr, tr_n
from digitpad.core.records import Answer, DigitRead, Reading, Refusal

UNREAD = "?"
LEAST_TOLD = 0.001  # a probability that is read out
MOST_ROWS = 10  # of a number's digits


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: the class's name, its probability (0-1), the percentage as written, and whether it is the likeliest."""

    label: str
    share: float
    text: str
    best: bool


def percentage(share: float) -> str:
    """A probability with one decimal; what is not certain is never written as 100."""
    shown = 100.0 * share
    return f"{min(shown, 99.9) if share < 1.0 else shown:.1f} %"


def rows(answer: Answer) -> tuple[BarRow, ...]:
    """A row for each class, in the classes' order. All shares are 0 and the texts empty where there is no one digit."""
    if answer.nearest is None or answer.several:
        return blank(answer.classes)
    return tuple(
        BarRow(name, share, percentage(share), number == answer.nearest)
        for number, (name, share) in enumerate(zip(answer.classes, answer.probabilities, strict=False))
    )


def fitting(shown: tuple[BarRow, ...], count: int) -> tuple[BarRow, ...]:
    """The rows that there is room for: all, or the likeliest ones in the classes' order."""
    if len(shown) <= count:
        return shown
    likeliest = sorted(range(len(shown)), key=lambda at: -shown[at].share)[: max(count, 1)]
    return tuple(shown[at] for at in sorted(likeliest))


def left_out(count: int) -> str:
    """What stands below the rows where others have no room."""
    return tr_n("{count} less likely class", "{count} less likely classes", count)


def blank(classes: tuple[str, ...]) -> tuple[BarRow, ...]:
    """The rows while there is no answer."""
    return tuple(BarRow(name, 0.0, "", False) for name in classes)


def rows_in_words(rows: tuple[BarRow, ...]) -> str:
    """The bars for who cannot see them: what has more than nothing, the likeliest first."""
    told = sorted((row for row in rows if row.share >= LEAST_TOLD), key=lambda row: -row.share)
    return ", ".join(f"{row.label}: {row.text}" for row in told) or tr("No prediction yet")


def sentence(answer: Answer | None) -> str:
    """The line under the answer: how sure, and what else it might be; or why it was refused, and what it might be."""
    if answer is None or answer.nearest is None:
        return ""
    if answer.in_doubt:
        said = tr("{share} sure \u2013 perhaps {digit}")
        return said.format(share=percentage(answer.confidence), digit=answer.rival)
    if answer.digit is not None:
        return tr("{share} sure", share=percentage(answer.confidence))
    if answer.several:
        return tr("Two digits?") if answer.several == 2 else tr("Several digits?")
    if answer.refused is Refusal.TOO_SMALL:
        words = tr("too small to read \u2013 perhaps {digit}")
    elif answer.refused is Refusal.NONE_OF_THESE:
        words = tr("none of these \u2013 perhaps {digit}")
    else:
        words = tr("not a digit \u2013 perhaps {digit}")
    return words.format(digit=answer.classes[answer.nearest])


def remark(answer: Answer) -> str:
    """Why a model refused, beside its "not a digit", or what else it might be; empty where there is nothing to add."""
    if answer.refused is Refusal.TOO_SMALL:
        return tr("too small")
    if answer.refused is Refusal.SEVERAL:
        return tr("several digits")
    if answer.in_doubt:
        return tr("unsure, perhaps {digit}", digit=answer.rival)
    return ""


def offer(answer: Answer | None) -> str:
    """What the user can do about that line; empty: nothing."""
    return tr("Read them as a number") if answer is not None and answer.several else ""


def number_rows(reading: Reading) -> tuple[BarRow, ...]:
    """A row for each digit of a number, from left to right; of a long one, for the last ten. One digit has them all."""
    if len(reading.digits) == 1:
        return rows(reading.digits[0].answer)
    return tuple(
        BarRow(digit.answer.label or UNREAD, digit.answer.confidence, percentage(digit.answer.confidence), _read(digit))
        for digit in reading.digits[-MOST_ROWS:]
    )


def number_sentence(reading: Reading) -> str:
    """The line under a number: how sure all of it is, or how much of it could not be read."""
    count, unread = len(reading.digits), sum(not _read(digit) for digit in reading.digits)
    if not count:
        return ""
    if count == 1:
        return sentence(reading.digits[0].answer)
    if unread == count:
        said = tr("Neither is a digit") if count == 2 else tr("None of the {count} is a digit")
    elif unread > 1:
        said = tr("{unread} of the {count} are not digits")
    elif unread:
        one = tr("One of the two is not a digit")
        said = one if count == 2 else tr("One of the {count} is not a digit")
    else:
        both = tr("{share} sure of both digits")
        said = both if count == 2 else tr("{share} sure of all {count} digits")
    return said.format(count=count, unread=unread, share=percentage(reading.confidence))


def which(reading: Reading, shown: int) -> str:
    """Which digit of a number is looked at, by its place from 0; empty where there is only one."""
    if len(reading.digits) < 2:
        return ""
    return tr("digit {at} of {count}", at=shown + 1, count=len(reading.digits))


def _read(digit: DigitRead) -> bool:
    return digit.answer.digit is not None


def spoken(answer: Answer | None) -> str:
    """The answer for a screen reader."""
    if answer is None or answer.nearest is None:
        return tr("No prediction yet")
    said = f"{sentence(answer)} {offer(answer)}".strip()
    return f"{answer.label}, {said}" if answer.digit is not None else said
