"""What one person is told at once, as a mail: what happened, what waits, the drafts, the dates."""

from collections.abc import Iterator
from typing import Final

from grants.domain.envelope import Entry
from grants.domain.grant import duties, headline
from grants.domain.messages import ReportedEvent
from grants.domain.people import ENGINE, Role
from grants.domain.state import Duty, Grant
from grants.notices import plain
from grants.notices.diary import MOST, entries
from grants.notices.drafts import Contents, Draft, draft, uris
from grants.notices.page import Page, Point, Section, html, text
from grants.notices.sight import Sight
from grants.notices.telling import Chapter, Telling
from grants.notices.words import words
from grants.ports import Attachment, Notice
from grants.views.duties import command_line

_LISTED: Final = 10
"""Duties that a mail names; `grants show` has them all."""
_FIRST: Final = ("duty-missed", "document-failed", "document-drafted", "duty-reminded")
"""What a subject names before anything else that was recorded with it."""


def letter(
    telling: Telling, grant: Grant, *, contents: Contents, page: str | None = None
) -> Notice | None:
    """The mail of a telling; None for a person without a mail address.

    `grant` is the grant after the whole batch, `page` the address of its page in the Web UI.
    The same telling, the same bytes.
    """
    reader = telling.reader
    if reader.email is None:
        return None
    sights = [Sight(one.grant, one.envelope, reader) for one in telling.chapters]
    drafts = _drafts(sights, contents)
    view = Sight(grant, sights[-1].envelope, reader)
    letter_page = Page(
        title=f"{view.free(grant.opened.title)} ({grant.reference})",
        sections=(
            *(_event(sight, {one.name for one in drafts}) for sight in sights),
            *_waiting(view, telling.chapters),
            *_next(view, telling.chapters),
            _more(view),
        ),
        drafts=tuple(drafts),
        link=page,
    )
    return Notice(
        key=_key(telling),
        recipient=reader.email,
        subject=_subject(telling, sights),
        text=text(letter_page),
        html=html(letter_page),
        written=sights[-1].envelope.recorded_at,
        attachments=(*(file for one in drafts for file in one.files), *_diary(telling)),
    )


def needed(telling: Telling) -> list[str]:
    """The archived files that the telling's mail brings, by uri."""
    sights = (Sight(one.grant, one.envelope, telling.reader) for one in telling.chapters)
    return [uri for sight in sights for uri in uris(sight)]


def _key(telling: Telling) -> str:
    first, last = (telling.chapters[place].envelope for place in (0, -1))
    return f"{first.stream}/{first.sequence}-{last.sequence}/{telling.reader.actor}"


def _drafts(sights: list[Sight], contents: Contents) -> list[Draft]:
    """Each document once, as it is after its last event."""
    found = (draft(sight, contents) for sight in sights)
    return list({one.name: one for one in found if one is not None}.values())


def _diary(telling: Telling) -> list[Attachment]:
    """The newest entry of each name: what was moved twice at once is told as it stands now."""
    found = (item for one in telling.chapters for item in entries(one, telling.reader))
    return list({item.name: item for item in found}.values())[:MOST]


def _subject(telling: Telling, sights: list[Sight]) -> str:
    kinds = [sight.envelope.type for sight in sights]
    first = next((kinds.index(kind) for kind in _FIRST if kind in kinds), 0)
    more = f", and {len(sights) - 1} more" if len(sights) > 1 else ""
    turn = ": your turn" if _is_turn(telling) else ""
    return f"[{sights[0].grant.reference}] {_title(sights[first])}{more}{turn}"


def _is_turn(telling: Telling) -> bool:
    """Whether something that is told made the reader the next to act."""
    opened = {duty.role for chapter in telling.chapters for duty in chapter.opened}
    return bool(opened & telling.reader.roles)


def _title(sight: Sight) -> str:
    said = plain.free(sight.free(headline(sight.envelope).text))
    match sight.envelope.type:
        case "duty-reminded":
            return f"Reminder: {sight.free(headline(sight.envelope).subject)}"
        case "duty-missed":
            return f"Overdue: {sight.free(headline(sight.envelope).subject)}"
        case _:
            return f"{said[:1].upper()}{said[1:]}"


def _event(sight: Sight, brought: set[str]) -> Section:
    event = sight.envelope.data
    points = [Point(said) for said in words(event, sight)]
    if isinstance(event, ReportedEvent) and event.irregularities:
        points += [Point(f"Irregular: {sight.free(what)}.") for what in event.irregularities]
        points.append(Point("What depends on it waits until an approving authority decides."))
    points += [Point(said) for said in _about_text(sight, brought)]
    return Section(_title(sight), tuple(points), byline=_byline(sight))


def _about_text(sight: Sight, brought: set[str]) -> Iterator[str]:
    document = getattr(sight.envelope.data, "document", "")
    if document in brought:
        yield "Its text is below, and its files are attached."
    elif uris(sight):
        yield "Its files could not be read from the archive; `grants verify` says what is wrong."


def _byline(sight: Sight) -> str:
    envelope, zone = sight.envelope, plain.zone_of(sight.grant)
    when = plain.moment(envelope.on, zone)
    if envelope.actor == ENGINE:
        return f"By the engine, {when}"
    authority = envelope.authority.partition(",")[0]
    role = next((role.label.lower() for role in Role if role.value == authority), authority)
    who = sight.actor(envelope.actor)
    by = who if sight.outside else f"{who}, {plain.free(role)}"
    if envelope.entry is not Entry.LIVE:
        clock = zone or envelope.on.tzinfo
        when = f"{when}; recorded {plain.moment(envelope.recorded_at, clock)}"
    return f"By {by}, {when}"


def _waiting(view: Sight, chapters: tuple[Chapter, ...]) -> Iterator[Section]:
    """What waits for the reader, with the commands: first what is new, then what is due first."""
    own = [duty for duty in duties(view.grant) if duty.role in view.reader.roles]
    if not own:
        return
    new = {duty.key for chapter in chapters for duty in chapter.opened}
    own.sort(
        key=lambda duty: (
            duty.key not in new,
            duty.due is None,
            duty.due.timestamp() if duty.due else 0,
        )
    )
    points = [
        Point(_duty(view, duty), command(view.grant.reference, duty, view.reader.actor))
        for duty in own[:_LISTED]
    ]
    if len(own) > _LISTED:
        left = len(own) - _LISTED
        points.append(Point(f"And {left} more.", f"grants show {view.grant.reference}"))
    roles = {duty.role.label.lower() for duty in own}
    title = f"What waits for you as {' and '.join(sorted(roles))}"
    yield Section(title, tuple(points), listed=True)


def command(reference: str, duty: Duty, by: str) -> str | None:
    """The line to type for a duty, one word of the shell for each value; None for the engine's.

    A value that a mail cannot show to the letter is left to the reader, as what is not known.
    """
    shown = {name: value for name, value in duty.given.items() if plain.free(value) == value}
    return command_line(duty.but(given=shown), reference, by=by)


def _next(view: Sight, chapters: tuple[Chapter, ...]) -> Iterator[Section]:
    """What others of the agency have to do now because of what is told here."""
    if view.outside:
        return
    still = {duty.key for duty in duties(view.grant)}
    opened = {duty.key: duty for chapter in chapters for duty in chapter.opened}
    others = [
        duty
        for key, duty in opened.items()
        if key in still and duty.role not in {*view.reader.roles, Role.ENGINE}
    ]
    if others:
        points = tuple(
            Point(f"{duty.role.label}: {_duty(view, duty)}") for duty in others[:_LISTED]
        )
        yield Section("What comes next, for others", points, listed=True)


def _duty(view: Sight, duty: Duty) -> str:
    due = f" (by {plain.day(duty.due, plain.zone_of(view.grant))})" if duty.due else ""
    return f"{view.free(duty.what)}{due}"


def _more(view: Sight) -> Section:
    return Section("Where it stands", (Point("See it:", f"grants show {view.grant.reference}"),))
