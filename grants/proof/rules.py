"""Whether a stream could have been written by the rules: who acted, by what authority, and when.

A stream is judged as it is stored, before any upcast and without the domain's models: an event that
the rules could not have recorded is found even where its chain and its log were forged with it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from grants.domain.money import Money

ENGINE: Final = "engine"
"""Actor and authority of the engine's own events."""
OPENING: Final = "grant-opened"
APPOINTING: Final = "person-appointed"
APPROVER: Final = "approving-authority"
ENDINGS: Final = {"grant-closed": "closed", "grant-cancelled": "cancelled"}
AFTER_THE_END: Final = frozenset({"notice-failed", "notices-repeated", "person-erased"})
"""What may still happen once a grant has ended, in whatever way."""
AFTER_CLOSURE: Final = AFTER_THE_END | {
    "passage-adopted",
    "document-requested",
    "document-drafted",
    "document-confirmed",
    "document-failed",
    "release-cleared",
    "release-published",
    "fields-disclosed",
    "fields-withheld",
}
"""What may still happen once the books are closed."""
READ: Final = frozenset({OPENING, APPOINTING, *ENDINGS})
"""The types whose content is looked into."""


class Act(NamedTuple):
    """What the rules look at in an event."""

    type: str
    on: str
    recorded_at: str
    actor: str
    authority: str
    key: str


class Appointed(NamedTuple):
    """An appointment's days, as written: the last is included."""

    since: str
    until: str


class Stream:
    """One stream as far as it has been judged."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], list[Appointed]] = {}
        self._approvers: dict[str, Appointed] = {}
        self._opening: Act | None = None
        self._ended = ""
        self._ending = ""
        """The key of the command that ended it: what it undid is recorded with it."""
        self._days = ""

    def judge(self, act: Act, data: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong with the next event, in words; `data` is asked for the types in READ."""
        if self._opening is None and act.type != OPENING:
            yield "it stands before the grant was opened"
        elif self._opening is not None and act.type == OPENING:
            yield "it opens a grant that is open already"
        if self._ended and not self._goes_on(act):
            yield f"it came after the grant was {self._ended}"
        self._days = max(self._days, act.on[:10])
        if self._opening is None:
            self._opening = act
        elif act.key != self._opening.key:
            yield from self._authority(act)
        elif (act.actor, act.authority) != (self._opening.actor, self._opening.authority):
            yield "it came with the opening, and somebody else did it"
        if act.type == APPOINTING:
            self._appoint(data["appointment"])
        if act.type in ENDINGS:
            self._ended, self._ending = ENDINGS[act.type], act.key

    def opened_by(self) -> Iterator[str]:
        """What is wrong with who opened the grant, once all who were appointed with it are read."""
        if self._opening is not None:
            yield from self._authority(self._opening)

    def _goes_on(self, act: Act) -> bool:
        if act.key == self._ending:
            return True
        closed = self._ended == ENDINGS["grant-closed"]
        return act.type in (AFTER_CLOSURE if closed else AFTER_THE_END)

    def _appoint(self, appointment: Mapping[str, Any]) -> None:
        parts = [appointment["role"]]
        if appointment.get("limit") is not None:
            parts.append(f"up to {Money.model_validate(appointment['limit'])}")
        if appointment.get("deputy_of") is not None:
            parts.append(f"deputy of {appointment['deputy_of']}")
        days = Appointed(appointment["since"], appointment.get("until") or "9999")
        if appointment["role"] == APPROVER:
            self._approvers[appointment["actor"]] = days
        self._people.setdefault((appointment["actor"], ", ".join(parts)), []).append(days)

    def _authority(self, act: Act) -> Iterator[str]:
        if act.actor == act.authority == ENGINE:
            return
        held = self._people.get((act.actor, act.authority))
        if held is None:
            known = any(actor == act.actor for actor, _ in self._people)
            yield (
                f"{act.actor} did not hold the authority {act.authority!r}"
                if known
                else f"{act.actor} was never appointed"
            )
            return
        # the clock reads the act's own date in back entry, and the recorded one in a live grant
        days = (act.on[:10], act.recorded_at[:10], self._days)
        if act.type == APPOINTING and any(act.actor in self._last_to_hold(day) for day in days):
            return
        if not any(since <= day <= until for since, until in held for day in days):
            yield f"{act.actor} was not appointed on {days[0]}"

    def _last_to_hold(self, day: str) -> set[str]:
        """Who held the approving authority last, where nobody holds it any more: they appoint."""
        office = {actor: term.until for actor, term in self._approvers.items() if term.since <= day}
        last = max(office.values(), default=day)
        return {actor for actor, until in office.items() if until == last < day}
