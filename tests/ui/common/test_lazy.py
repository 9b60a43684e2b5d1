"""A part that is made late is made once, and only when somebody needs it."""

from digitpad.ui.common.lazy import Lazy


def test_it_is_made_at_the_first_call_and_never_again() -> None:
    calls: list[int] = []

    def make() -> list[int]:
        calls.append(1)
        return []

    part = Lazy(make)
    assert part.made is None and calls == []
    first = part()
    assert part() is first and part.made is first, "what is empty was made all the same"
    assert calls == [1]
