"""What the pad writes for an answer: pure functions of it. Imports records alone."""

from dataclasses import dataclass

from digitpad.records import Answer, DigitRead, Reading

REASONS = {"too small": "too small to read", "not a digit": "not a digit", "unsure": "not sure enough"}
OFFER = "Read them as a number"
UNREAD = "?"
MOST_ROWS = 10  # of a number's digits


@dataclass(frozen=True, slots=True)
class Row:
    """One bar: the class's name, its probability (0-1), the percentage as written, and whether it is the likeliest."""

    label: str
    share: float
    text: str
    best: bool


def percentage(share: float) -> str:
    """A probability with one decimal; what is not certain is never written as 100."""
    shown = 100.0 * share
    return f"{min(shown, 99.9) if share < 1.0 else shown:.1f} %"


def rows(answer: Answer) -> tuple[Row, ...]:
    """A row for each class, in the classes' order. All shares are 0 and the texts empty where there is no one digit."""
    if answer.nearest is None or answer.several:
        return blank(answer.classes)
    return tuple(
        Row(name, share, percentage(share), number == answer.nearest)
        for number, (name, share) in enumerate(zip(answer.classes, answer.probabilities, strict=False))
    )


def blank(classes: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows while there is no answer."""
    return tuple(Row(name, 0.0, "", False) for name in classes)


def sentence(answer: Answer | None) -> str:
    """The line under the answer: how sure, or why it was refused and what it might be."""
    if answer is None or answer.nearest is None:
        return ""
    if answer.digit is not None:
        return f"{percentage(answer.confidence)} sure"
    if answer.several:
        return "Two digits?" if answer.several == 2 else "Several digits?"
    reason = REASONS.get(answer.refused, answer.refused or REASONS["not a digit"])
    return f"{reason} \u2013 perhaps {answer.classes[answer.nearest]}"


def offer(answer: Answer | None) -> str:
    """What the user can do about that line; empty: nothing."""
    return OFFER if answer is not None and answer.several else ""


def number_rows(reading: Reading) -> tuple[Row, ...]:
    """A row for each digit of a number, from left to right; of a long one, for the last ten. One digit has them all."""
    if len(reading.digits) == 1:
        return rows(reading.digits[0].answer)
    return tuple(
        Row(digit.answer.label or UNREAD, digit.answer.confidence, percentage(digit.answer.confidence), _read(digit))
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
        return "Neither is a digit" if count == 2 else f"None of the {count} is a digit"
    if unread:
        among = "two" if count == 2 else str(count)
        return f"One of the {among} is not a digit" if unread == 1 else f"{unread} of the {among} are not digits"
    return f"{percentage(reading.confidence)} sure of " + ("both digits" if count == 2 else f"all {count} digits")


def which(reading: Reading, shown: int) -> str:
    """Which digit of a number is looked at, by its place from 0; empty where there is only one."""
    return f"digit {shown + 1} of {len(reading.digits)}" if len(reading.digits) > 1 else ""


def _read(digit: DigitRead) -> bool:
    return digit.answer.digit is not None


def spoken(answer: Answer | None) -> str:
    """The answer for a screen reader."""
    if answer is None or answer.nearest is None:
        return "No answer yet"
    said = f"{sentence(answer)} {offer(answer)}".strip()
    return f"{answer.label}, {said}" if answer.digit is not None else said
