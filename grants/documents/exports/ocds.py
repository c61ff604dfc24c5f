"""A grant's procurement as an OCDS 1.1.5 release package: an immutable release for each step."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from grants.documents.exports.disclosure import (
    UNDATED,
    UNDISCLOSED,
    PublicGrant,
    happened,
    latest,
    opening,
    public_grant,
    stamp,
    upheld,
)
from grants.documents.exports.ocds_fields import CANCELLED_BECAUSE
from grants.documents.exports.ocds_process import Process, Register, Step, filled
from grants.documents.exports.ocds_steps import step
from grants.domain.administration.events import GrantCancelled
from grants.domain.envelope import Envelope
from grants.domain.model import Slug
from grants.domain.procurement.events import LotOpened
from grants.facts import disclosed

PLACEHOLDER_PREFIX: Final = "ocds-xxxxxx"
"""Stands for a registered OCID prefix: replace to publish."""

PLACEHOLDER_BASE: Final = "https://example.org/ocds"
"""Stands for the address under which packages are published: replace to publish."""


@dataclass
class _Package:
    ocid: str
    grant: PublicGrant
    register: Register
    processes: dict[Slug, Process] = field(default_factory=dict)

    def opened(self, envelope: Envelope, lot: LotOpened) -> Process:
        ocid = f"{self.ocid}:{len(self.processes) + 1}"
        self.processes[lot.lot] = Process(ocid, self.register, envelope, lot)
        return self.processes[lot.lot]


def ocds(
    stream: Sequence[Envelope],
    *,
    prefix: str = PLACEHOLDER_PREFIX,
    base: str = PLACEHOLDER_BASE,
) -> bytes:
    """An OCDS 1.1.5 release package: the grant as planning, each lot as a contracting process.

    An event makes a release only where its date is disclosed, and the release says only what is
    disclosed; the grant itself is released with the first event that discloses a date. Lots are
    numbered in the order of their opening, as a lot's own name may be restricted. Bids are named
    from their opening on. Raises ValueError where the stream does not begin with a grant's opening.
    """
    stream = disclosed(stream)
    grant = public_grant(stream)
    package = _Package(f"{prefix}-{grant.reference}", grant, Register(_agency(grant)))
    content = {
        "uri": f"{base}/{package.ocid}.json",
        "version": "1.1",
        "publishedDate": stamp(latest(stream)),
        "publisher": _publisher(grant),
        "releases": [_planning(package, stream), *_releases(package, stream)],
    }
    return f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode()


def _publisher(grant: PublicGrant) -> dict[str, Any]:
    if grant.agency is None:
        return {"name": UNDISCLOSED}
    scheme, uid = _identifier(grant.agency.iati)
    return filled(name=grant.agency.name, scheme=scheme, uid=uid)


def _identifier(iati: str | None) -> tuple[str | None, str | None]:
    """Scheme and number of an IATI organization identifier: XM-DAC, 41128."""
    namespace, _, rest = (iati or "").partition("-")
    register, _, number = rest.partition("-")
    return (f"{namespace}-{register}", number) if number else (None, None)


def _planning(package: _Package, stream: Sequence[Envelope]) -> dict[str, Any]:
    first, _ = opening(stream)
    dated = next((envelope for envelope in stream if happened(envelope)), first)
    programme = package.grant.programme
    planning = filled(
        rationale=programme and programme.objective,
        budget=filled(project=package.grant.title, projectID=package.grant.reference),
    )
    return {
        "ocid": package.ocid,
        "id": f"{package.ocid}-{dated.sequence}",
        "date": stamp(happened(dated) or UNDATED),
        "tag": ["planning"],
        **_common(package),
        "planning": planning,
    }


def _releases(package: _Package, stream: Sequence[Envelope]) -> Iterator[dict[str, Any]]:
    for envelope in upheld(stream):
        process: Process | None = None
        said: Step | None = None
        match envelope.data:
            case GrantCancelled(reason=reason) if CANCELLED_BECAUSE.is_public(envelope):
                said = Step("planningUpdate", {"planning": {"rationale": f"Cancelled: {reason}"}})
            case LotOpened() as lot:
                process = package.opened(envelope, lot)
                said = step(process, envelope)
            case event:
                process = package.processes.get(getattr(event, "lot", ""))
                said = step(process, envelope) if process else None
        if said and happened(envelope):
            yield _release(package, process, envelope, said)


def _release(
    package: _Package, process: Process | None, envelope: Envelope, said: Step
) -> dict[str, Any]:
    ocid = process.ocid if process else package.ocid
    common = _common(package, process)
    common["parties"] += [{**supplier, "roles": [*said.roles]} for supplier in said.suppliers]
    if process:
        planned = {"id": "1", "relationship": ["planning"], "scheme": "ocid"}
        common["relatedProcesses"] = [{**planned, "identifier": package.ocid}]
    head = {"ocid": ocid, "id": f"{ocid}-{envelope.sequence}", "date": stamp(envelope.on)}
    return {**head, "tag": [said.tag], **common, **said.body}


def _common(package: _Package, process: Process | None = None) -> dict[str, Any]:
    return {
        "initiationType": "tender",
        "language": "en",
        "parties": _parties(package.grant, process),
        "buyer": package.register.agency,
    }


def _agency(grant: PublicGrant) -> dict[str, Any]:
    if grant.agency is None:
        return {"id": "agency", "name": UNDISCLOSED}
    return {"id": grant.agency.iati or "agency", "name": grant.agency.name}


def _parties(grant: PublicGrant, process: Process | None) -> list[dict[str, Any]]:
    roles = ["buyer", "procuringEntity", "payer"]
    iati = grant.agency.iati if grant.agency else None
    parties = [_party(_agency(grant), iati, roles)]
    for donor in grant.donors:
        if process is None or process.funded_by(donor.id):
            reference = {"id": donor.iati or f"donor-{donor.id}", "name": donor.name}
            parties.append(_party(reference, donor.iati, ["funder"]))
    return parties


def _party(reference: dict[str, Any], iati: str | None, roles: list[str]) -> dict[str, Any]:
    scheme, number = _identifier(iati)
    identifier = {"scheme": scheme, "id": number, "legalName": reference["name"]}
    return {**reference, **({"identifier": identifier} if number else {}), "roles": roles}
