"""Which message is shown: the newest of its place, each once, gone with its cause."""

from functools import partial

from digitpad.ui.common.messages import COMPARE, GOOD, INFO, MOST_WAITING, PAD, TRAIN, Message, Messages


def newest(messages: Messages, *places: str) -> tuple[str, int]:
    message, earlier = messages.newest(places or (PAD, TRAIN, COMPARE))
    return (message.text if message is not None else ""), earlier


def test_the_newest_is_shown_and_the_earlier_ones_wait_behind_it(qapp) -> None:
    messages = Messages()
    for number in range(3):
        messages.say(Message(f"Error {number}."))
    assert newest(messages) == ("Error 2.", 2)
    messages.close(messages.message)
    assert newest(messages) == ("Error 1.", 1)
    messages.say(Message("Error 0."))
    assert newest(messages) == ("Error 0.", 1), "said again, it is the newest, and not repeated"


def test_each_place_has_its_own(qapp) -> None:
    messages = Messages()
    messages.say(Message("The disk is full."))
    messages.say(Message("The loss has exploded.", place=TRAIN))
    messages.say(Message("No such set.", place=COMPARE))
    assert newest(messages, PAD) == ("The disk is full.", 0)
    assert newest(messages, TRAIN, COMPARE) == ("No such set.", 1)


def test_a_message_goes_with_its_cause(qapp) -> None:
    messages = Messages()
    messages.say(Message("Broken.", cause="model:a"))
    messages.say(Message("Broken too.", cause="model:b"))
    messages.say(Message("Another thing."))
    messages.withdraw("model:a")
    assert newest(messages) == ("Another thing.", 1)
    messages.withdraw("model")
    assert newest(messages) == ("Another thing.", 0)


def test_a_newer_message_of_a_cause_takes_the_place_of_the_older(qapp) -> None:
    messages = Messages()
    messages.say(Message("The file could not be written.", cause="saving"))
    messages.say(Message("Saved as a.csv.", kind=GOOD, cause="saving"))
    assert newest(messages) == ("Saved as a.csv.", 0)


def test_news_in_passing_makes_room_and_what_has_a_button_waits(qapp) -> None:
    messages, told = Messages(), list[str]()
    messages.say(Message("Saved.", kind=GOOD))
    messages.say(Message("The model is deleted.", kind=INFO, action="Undo", act=lambda: told.append("back")))
    messages.say(Message("Broken."))
    assert newest(messages) == ("Broken.", 1)
    messages.close(messages.message)
    messages.act()
    assert told == ["back"]
    assert newest(messages) == ("", 0)


def test_an_offer_that_was_taken_another_way_is_offered_no_more(qapp) -> None:
    messages, act = Messages(), partial(str)
    messages.say(Message("The model is deleted.", kind=INFO, action="Undo", act=act))
    messages.withdraw_offer(partial(str))
    assert newest(messages)[0]
    messages.withdraw_offer(act)
    assert newest(messages) == ("", 0)


def test_a_disk_that_complains_without_end_does_not_fill_the_memory(qapp) -> None:
    messages = Messages()
    for number in range(1000):
        messages.say(Message(f"Error {number}."))
    assert newest(messages) == ("Error 999.", MOST_WAITING)
