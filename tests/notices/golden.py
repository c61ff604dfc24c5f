"""The golden mail: what the approving authority gets of the drafted release, byte for byte.

Written anew by `python -m tests.notices.golden`, after a look at both of its parts.
"""

from pathlib import Path
from typing import Final

from grants.adapters.mail import compose
from tests.notices.post import about, with_mail
from tests.reference import reference_contents, reference_stream

FILE: Final = Path(__file__).with_name("draft-to-clear.eml")
APPROVER: Final = "moussa.diarra"
PAGE: Final = (
    "https://temporal.example.org/namespaces/default/workflows/grant%2FUNODC-JPN-MLI-2016-01"
)


def mail() -> bytes:
    """The mail as it would be sent."""
    upto = next(n for n, event in enumerate(reference_stream()) if event.type == "document-drafted")
    stream = with_mail(reference_stream()[: upto + 1])
    found = about(stream, "document-drafted", contents=reference_contents(), page=PAGE)
    notice = found[APPROVER]
    return compose(notice, "Grants <grants@example.org>")


if __name__ == "__main__":
    FILE.write_bytes(mail())
