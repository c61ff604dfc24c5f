"""Whether a stream could have been written by the rules: who acted, by what authority, and when.

A stream is judged as it is stored, before any upcast and without the domain's models: an event that
the rules could not have recorded is found even where its chain and its log were forged with it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from grants.domain.commands import BY_TYPE
from grants.domain.disclosure import BECOMES
from grants.domain.money import Money

_DAY: Final = 10
"""Characters of a date as it is stored, as in 2016-10-25."""
ENGINE: Final = "engine"
"""Actor and authority of the engine's own events."""
ENGINES: Final[dict[str, tuple[str, ...]]] = {
    "remind": ("duty-reminded",),
    "escalate": ("duty-missed",),
    "close-solicitation": ("solicitation-closed",),
    "record-document": ("document-drafted", "document-confirmed", "document-failed"),
    "record-failure": ("notice-failed",),
}
"""The events that the engine's own commands become, by type."""
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
READ: Final = frozenset({APPOINTING})
"""The types whose content is looked into."""


class Act(Protocol):
    """What the rules look at in an event, as it is stored."""

    @property
    def type(self) -> str:
        """What happened."""

    @property
    def on(self) -> str:
        """When it happened."""

    @property
    def recorded_at(self) -> str:
        """When it was recorded."""

    @property
    def actor(self) -> str:
        """Who did it, by short name."""

    @property
    def authority(self) -> str:
        """Under what authority."""

    @property
    def key(self) -> str:
        """Under what key the command was sent."""

    @property
    def command(self) -> str:
        """The command, by type."""

    @property
    def asked(self) -> str:
        """Who asked what, as a short digest."""


class Appointed(NamedTuple):
    """An appointment's days, as written: the last is included."""

    since: str
    until: str


@cache
def _following(command: str, event: str, authority: str) -> tuple[str, ...]:
    """What is wrong with an event that follows from a command sent under an authority."""
    known = BY_TYPE.get(command)
    if known is None:
        return (f"there is no command {command!r} that it could follow from",)
    found = []
    if event not in (*BECOMES.get(command, ()), *ENGINES.get(command, ())):
        found.append(f"it does not follow from {command!r}")
    role = authority.partition(",")[0]
    if role not in {role.value for role in known.roles}:
        found.append(f"{command!r} is not for {authority!r} to send")
    return tuple(found)


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
        self._sent: dict[str, str] = {}
        """What was asked under each key: the digest tells by whom, too."""

    def judge(self, act: Act, data: Mapping[str, Any]) -> list[str]:
        """What is wrong with the next event, in words; `data` is asked for the types in READ."""
        found = list(_following(act.command, act.type, act.authority))
        opening = self._opening
        if (opening is None) is not (act.type == OPENING):
            found.append(
                "it stands before the grant was opened"
                if opening is None
                else "it opens a grant that is open already"
            )
        if self._ended and not self._goes_on(act):
            found.append(f"it came after the grant was {self._ended}")
        if act.actor != ENGINE and self._sent.setdefault(act.key, act.asked) != act.asked:
            found.append(f"its key {act.key!r} is that of something else that was sent")
        self._days = max(self._days, act.on[:_DAY])
        if opening is None:
            self._opening = act
        elif act.key != opening.key:
            found += self._authority(act)
        elif (act.actor, act.authority) != (opening.actor, opening.authority):
            found.append("it came with the opening, and somebody else did it")
        if act.type == APPOINTING:
            self._appoint(data["appointment"])
        if act.type in ENDINGS:
            self._ended, self._ending = ENDINGS[act.type], act.key
        return found

    @property
    def ended(self) -> bool:
        """Whether the grant was closed or cancelled."""
        return bool(self._ended)

    def opened_by(self) -> Sequence[str]:
        """What is wrong with who opened the grant, once all who were appointed with it are read."""
        return () if self._opening is None else self._authority(self._opening)

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

    def _authority(self, act: Act) -> Sequence[str]:
        if act.actor == act.authority == ENGINE:
            return ()
        held = self._people.get((act.actor, act.authority))
        if held is None:
            known = any(actor == act.actor for actor, _ in self._people)
            return (
                f"{act.actor} did not hold the authority {act.authority!r}"
                if known
                else f"{act.actor} was never appointed",
            )
        # the clock reads the act's own date in back entry, and the recorded one in a live grant
        days = (act.on[:_DAY], act.recorded_at[:_DAY], self._days)
        for day in days:
            for since, until in held:
                if since <= day <= until:
                    return ()
        if act.type == APPOINTING and any(act.actor in self._last_to_hold(day) for day in days):
            return ()
        return (f"{act.actor} was not appointed on {days[0]}",)

    def _last_to_hold(self, day: str) -> set[str]:
        """Who held the approving authority last, where nobody holds it any more: they appoint."""
        office = {actor: term.until for actor, term in self._approvers.items() if term.since <= day}
        last = max(office.values(), default=day)
        return {actor for actor, until in office.items() if until == last < day}
