"""Sealed bids: what two officers can open, and nobody reads before."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from grants.adapters.archive import FolderArchive
from grants.adapters.seal import Sealed, SealError, new_salt, seal, unseal
from grants.domain.money import Money
from grants.domain.procurement.content import Offer, Opening

GRANT: Final = "UNODC-JPN-MLI-2016-01"
LOT: Final = "vehicles"


def bid(name: str = "b-1", price: str = "USD 249999.90") -> Opening:
    offer = Offer(price=Money.model_validate(price), delivery_days=90, remarks="Livré à Bamako")
    return Opening(bid=name, offer=offer, salt=new_salt())


@dataclass(frozen=True)
class Office:
    """Where bids are sealed and opened: the officers' keys and the archive."""

    keys: Path
    root: Path

    def seal(self, opening: Opening, *, lot: str = LOT) -> Sealed:
        return seal(self.keys, self.archive, reference=GRANT, lot=lot, opening=opening)

    def unseal(self, name: str = "b-1", *, lot: str = LOT, reference: str = GRANT) -> Opening:
        return unseal(self.keys, self.archive, reference=reference, lot=lot, bid=name)

    @property
    def archive(self) -> FolderArchive:
        return FolderArchive(self.root)

    def share(self, officer: str, *, lot: str = LOT) -> Path:
        return self.keys / GRANT / lot / f"{officer}.key"

    def envelope(self, name: str = "b-1", *, lot: str = LOT) -> Path:
        return self.root / GRANT / "lots" / lot / "bids" / f"{name}.sealed"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path / "keys", tmp_path / "archive")


def test_what_was_sealed_is_what_is_opened(office: Office) -> None:
    opening = bid()

    commitment, envelope = office.seal(opening)

    assert office.unseal() == opening
    assert commitment == opening.offer.commitment(opening.salt)
    assert envelope == f"{GRANT}/lots/{LOT}/bids/b-1.sealed"


def test_all_bids_of_a_lot_open_with_the_same_two_shares(office: Office) -> None:
    bids = [bid("b-1"), bid("b-2", "USD 1"), bid("b-3", "XOF 150000000")]
    for opening in bids:
        office.seal(opening)

    assert [office.unseal(opening.bid) for opening in bids] == bids
    assert sorted(path.name for path in office.keys.rglob("*.key")) == ["first.key", "second.key"]


def test_shares_are_for_their_officer_alone(office: Office) -> None:
    office.seal(bid())

    for officer in ("first", "second"):
        assert stat.S_IMODE(office.share(officer).stat().st_mode) == 0o600
    assert stat.S_IMODE(office.share("first").parent.stat().st_mode) == 0o700


def test_every_lot_has_a_key_of_its_own(office: Office) -> None:
    office.seal(bid())
    office.seal(bid(), lot="radios")

    shares = [
        office.share(o, lot=lot).read_text() for o in ("first", "second") for lot in (LOT, "radios")
    ]
    assert len(set(shares)) == 4


def test_nothing_of_the_amount_can_be_read_from_what_is_archived(office: Office) -> None:
    office.seal(bid("b-1", "USD 1"))
    office.seal(bid("b-2", "USD 249999.90"))

    sealed = [office.envelope(name).read_bytes() for name in ("b-1", "b-2")]
    kept = b"".join(path.read_bytes() for path in office.root.rglob("*") if path.is_file())
    assert len(sealed[0]) == len(sealed[1])
    for trace in (b"249999", b"USD", b"price", b"Bamako"):
        assert trace not in kept


def test_a_repeat_leaves_the_sealed_bid_as_it_is(office: Office) -> None:
    opening = bid()
    first = office.seal(opening)
    before = office.envelope().read_bytes()

    assert office.seal(opening) == first
    assert office.envelope().read_bytes() == before


@pytest.mark.parametrize("price", ["USD 249999.90", "USD 1"])
def test_a_bid_is_not_sealed_over_another(office: Office, price: str) -> None:
    opening = bid()
    office.seal(opening)

    with pytest.raises(SealError, match="sealed already, with another offer or salt"):
        office.seal(bid(price=price))

    assert office.unseal() == opening


@pytest.mark.parametrize("officer", ["first", "second"])
def test_a_missing_share_is_named(office: Office, officer: str) -> None:
    opening = bid()
    office.seal(opening)
    share = office.share(officer).read_bytes()
    office.share(officer).unlink()

    with pytest.raises(
        SealError, match=f"{officer} officer's key share is missing: put .*{officer}.key"
    ):
        office.unseal()
    with pytest.raises(SealError, match="missing"):
        office.seal(bid("b-2"))

    assert not office.share(officer).exists()
    office.share(officer).write_bytes(share)
    assert office.unseal() == opening


def test_shares_that_were_both_taken_away_are_not_replaced(office: Office) -> None:
    office.seal(bid())
    for officer in ("first", "second"):
        office.share(officer).unlink()

    with pytest.raises(SealError, match="missing"):
        office.seal(bid("b-2"))

    assert not office.share("first").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [("", "not a key share"), ("letter", "not a key share"), ("00" * 32, "not the lot's own")],
)
def test_a_wrong_share_is_found(office: Office, content: str, says: str) -> None:
    office.seal(bid())
    office.share("second").write_text(content)

    with pytest.raises(SealError, match=f"{says}.*put back|{says}: put"):
        office.unseal()


def test_a_key_that_was_half_made_is_finished(office: Office) -> None:
    office.seal(bid())
    again = Office(office.keys, office.root.parent / "elsewhere")
    again.share("second").unlink()

    again.seal(bid())

    assert again.unseal().bid == "b-1"


def test_one_bids_envelope_does_not_open_as_another(office: Office) -> None:
    office.seal(bid("b-1"))
    office.seal(bid("b-2"))
    office.envelope("b-2").unlink()
    office.envelope("b-1").rename(office.envelope("b-2"))

    with pytest.raises(SealError, match=r"seal of bid b-2 is broken: restore .*b-2\.sealed"):
        office.unseal("b-2")


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 2000])
def test_a_broken_seal_is_found(office: Office, content: bytes) -> None:
    office.seal(bid())
    office.envelope().write_bytes(content)

    with pytest.raises(SealError, match="broken"):
        office.unseal()


def test_a_bid_that_was_never_sealed_cannot_be_opened(office: Office) -> None:
    with pytest.raises(SealError, match="No bid b-1 is sealed"):
        office.unseal()

    office.seal(bid())
    with pytest.raises(SealError, match="No bid b-2 is sealed"):
        office.unseal("b-2")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "A"])
def test_names_that_are_none_are_refused(office: Office, name: str) -> None:
    with pytest.raises(SealError, match="not names"):
        office.unseal(name)
    with pytest.raises(SealError, match="not names"):
        office.seal(bid(), lot=name)

    assert not office.keys.exists()


def test_no_two_salts_are_the_same() -> None:
    assert len({new_salt() for _ in range(100)}) == 100
