"""Faults on demand: what goes wrong between a bot and Telegram, at will and by count."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """What happens to a call."""

    DROP_BEFORE = "drop_before"
    """The connection closes without an answer; nothing was done."""
    DROP_AFTER = "drop_after"
    """The connection closes without an answer; the call was carried out."""
    DELAY = "delay"
    """The call waits, then is carried out and answered, whether the client waits or not."""
    DELAY_ANSWER = "delay_answer"
    """The call is carried out at once; the answer waits."""
    RETRY_AFTER = "retry_after"
    """429 with `seconds` as retry_after."""
    STATUS_5XX = "status_5xx"
    """An answer with `status`; nothing was done."""
    STATUS_5XX_AFTER = "status_5xx_after"
    """An answer with `status`; the call was carried out."""
    BLOCKED = "blocked"
    KICKED = "kicked"
    NOT_ENOUGH_RIGHTS = "not_enough_rights"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault for the next `times` calls that match.

    `method` as in the Bot API, any case; None is every method but getUpdates, which only
    fails when it is named. `chat_id` None is every chat. `seconds` is the length of a delay
    or the retry_after.
    """

    kind: FaultKind
    method: str | None = None
    chat_id: int | None = None
    times: int = 1
    seconds: float = 1
    status: int = 502

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Whether a call falls under this fault; `method` in lower case."""
        if self.method is None:
            right_method = method != "getupdates"
        else:
            right_method = self.method.lower() == method
        return right_method and self.chat_id in (None, chat_id)


class Faults:
    """The faults that are still to happen, oldest first."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._waiting: list[Fault] = []
        self._changed = changed

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """Those with times left."""
        return tuple(self._waiting)

    def add(self, fault: Fault) -> None:
        """Let it happen. Raises ValueError if it could never."""
        if fault.times < 1:
            raise ValueError(f"a fault must happen at least once, not {fault.times} times")
        if fault.seconds < 0:
            raise ValueError(f"a fault cannot last {fault.seconds} seconds")
        self._waiting.append(fault)
        self._changed()

    def clear(self) -> None:
        """Nothing more goes wrong."""
        self._waiting.clear()
        self._changed()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that hits this call, if any; it has one time less from now on."""
        for position, fault in enumerate(self._waiting):
            if fault.matches(method, chat_id):
                left = replace(fault, times=fault.times - 1)
                self._waiting[position : position + 1] = [left] if left.times else []
                self._changed()
                return fault
        return None
