"""Several at once, for tests that show a race and what guards against it."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from banshi.kernel.errors import BanshiError


def all_at_once(*works: Callable[[], object]) -> list[object]:
    """What each returned, or how it failed; every one on a connection of its own."""
    gate, answers = threading.Barrier(len(works)), [object()] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(20)
            answers[place] = work()
        except Exception as failure:
            answers[place] = failure
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def unforeseen(answers: Sequence[object]) -> list[object]:
    """Failures that are no refusal: deadlocks, broken constraints, defects."""
    return [each for each in answers if isinstance(each, Exception) and not isinstance(each, BanshiError)]
