"""When every approving authority's appointment has run out: the last holder hands the office on."""

from grants.domain.administration.commands import CancelGrant
from grants.domain.errors import ContradictionError, NotAppointedError, SeparationOfDutiesError
from grants.domain.people import Role
from tests.domain import phrases as say
from tests.domain.builders import but_approvers, lapsed
from tests.domain.cast import opening
from tests.domain.conversation import Conversation

STOP = CancelGrant(reason="The donor withdrew")


def test_who_held_the_office_last_appoints_a_successor() -> None:
    talk = lapsed()

    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")
    talk.send(STOP, by="zoe")

    assert talk.grant.administration.ended == "cancelled"


def test_who_held_it_last_may_do_nothing_else() -> None:
    lapsed().refuses(NotAppointedError, STOP, by="ada", field="by", mend="appoint ada first")


def test_who_held_it_before_the_last_appoints_nobody() -> None:
    lapsed().refuses(
        NotAppointedError,
        say.appointing("zoe", Role.APPROVER),
        by="abe",
        field="by",
        mend="appoint abe first",
    )


def test_who_held_it_last_does_not_renew_their_own_office() -> None:
    lapsed().refuses(
        SeparationOfDutiesError,
        say.appointing("ada", Role.APPROVER),
        by="ada",
        field="by",
        mend="another appointed person",
    )


def test_a_successor_renews_the_last_holders_office() -> None:
    talk = lapsed()
    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")

    talk.send(say.appointing("ada", Role.APPROVER), by="zoe")
    talk.send(STOP, by="ada")

    assert talk.grant.administration.ended == "cancelled"


def test_the_last_holder_appoints_nobody_once_there_is_a_successor() -> None:
    talk = lapsed()
    talk.send(say.appointing("zoe", Role.APPROVER), by="ada")

    talk.refuses(
        NotAppointedError,
        say.appointing("yan", Role.FINANCE),
        by="ada",
        field="by",
        mend="Have an approving authority send it",
    )


def test_a_grant_is_not_opened_without_an_approving_authority() -> None:
    Conversation().refuses(
        ContradictionError,
        opening(people=but_approvers()),
        field="people",
        mend="approving authority",
    )
