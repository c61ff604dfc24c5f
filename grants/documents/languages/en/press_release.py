"""How a press release reads in English."""

from typing import Final

from grants.documents.languages.en.making import template
from grants.documents.languages.texts import ReleaseTexts

TITLE: Final = template(
    '{{ the("agency.short") }} delivers {{ goods(headline=true) }}'
    '{% if has("recipient.called") %} to {{ the("recipient.called") | bare }}'
    '{% elif has("recipient.name") %} to {{ the("recipient.name") | definite }}{% endif %}'
    '{{ cite("handover.{handover}.date", "handover.{handover}.custody.date") }}'
)

DEK: Final = template(
    "This activity was financed by "
    '{{ values("handover.{handover}.donor.*.name") | alphabetical | bodies }}'
    '{{ cite("handover.{handover}.date") }}'
)

SERVICE: Final = template(
    '{% set gloss = "handover.{handover}.beneficiary.{item}.gloss" %}'
    '{{ the("handover.{handover}.beneficiary.{item}.name") | definite }}'
    "{% if has(gloss) %} ({{ the(gloss) | bare }}){% endif %}"
)

DELIVERY: Final = template(
    '{% set lead = values("passage.*.framework") | opening %}'
    '{% set short = the("agency.short") %}'
    '{% set full = the("agency.name") | definite ~ " (" ~ short ~ ")" %}'
    '{% set agency = short if the("agency.name") == short else full %}'
    "{% filter capital %}{% if lead %}{{ lead }}, {% endif %}"
    '{% if has("agency.office") %}{% set office = the("agency.office") | bare %}'
    "{% if short in lead %}its {{ office }}"
    "{% elif agency == short %}the {{ short }} {{ office }}"
    "{% else %}the {{ office }} of {{ agency }}{% endif %}"
    "{% else %}{{ agency }}{% endif %}{% endfilter %}"
    " delivered {{ goods() }}"
    '{% if has("recipient.name") %} to {{ the("recipient.name") | definite }}{% endif %}'
    '{% if where and has("country.name") %} in {{ the("country.name") }}{% endif %}'
    ' on {{ the("handover.{handover}.date") | day }}'
    "{% set services = each('handover.{handover}.beneficiary.*.name', 'service') %}"
    "{% if services %}, for {{ services | listed }}{% endif %}."
    '{{ cite("handover.{handover}.custody.date") }}',
    service=SERVICE,
)

PERSON: Final = template(
    '{% set of = "handover.{handover}.person.{item}." %}'
    '{% if has(of ~ "title-first") %}{{ the(of ~ "title-first") | articled }}, {% endif %}'
    '{{ the(of ~ "name") }}'
    '{% if has(of ~ "title") and not has(of ~ "title-first") %}, {{ the(of ~ "title") }}{% endif %}'
    '{% if has(of ~ "remark") %}, {{ the(of ~ "remark") }}{% endif %}'
)

ATTENDEES: Final = template(
    "{% set people = each('handover.{handover}.person.*.name', 'person') %}"
    '{% set place = "handover.{handover}.schedule.place" %}'
    "{% if people %}The ceremony{% if has(place) %}, held in {{ the(place) | bare }},{% endif %}"
    " was attended by {{ people | listed }}.{% endif %}",
    person=PERSON,
)

QUOTE: Final = template(
    '{% set words = the("handover.{handover}.quote.{number}.words") %}'
    '{{ the("handover.{handover}.quote.{number}.speaker") | capital }} '
    '{{ the("handover.{handover}.quote.{number}.lead") }} "{{ words }}"'
    "{% if words | stopped != words %}.{% endif %}"
)

CAPTION: Final = template('{{ the("handover.{handover}.ceremony.caption") }}')

FINANCED: Final = template(
    "The delivery was financed by "
    '{{ values("handover.{handover}.donor.*.name") | alphabetical | bodies }}.'
)

SHARE: Final = template(
    '{% set donor = the("lot.{item}.donor") | replace(".", "_") %}'
    '{{ [the("donor." ~ donor ~ ".name")] | bodies }} financed the '
    '{{ the("lot.{item}.goods.plural") }}'
)

SHARES: Final = template(
    "{% set shares = each('handover.{handover}.lot.*.count', 'share') %}"
    "{% filter capital %}{{ shares | listed }}{% endfilter %}.",
    share=SHARE,
)
"""Who paid for what, where the lots are different donors' money."""

PARTNERSHIP: Final = template(
    '{% set since = has("programme.since") %}'
    '{{ the("agency.short") }} {{ "has worked" if since else "works" }}'
    '{% if has("programme.partner") %}'
    ' in partnership with {{ the("programme.partner") }}{% endif %}'
    ' under {{ the("programme.name") | articled }}'
    '{% if since %} since {{ the("programme.since") }}{% endif %}'
    '{% if has("programme.alongside") %}'
    ', alongside {{ the("programme.alongside") | bodies }}{% endif %}.'
)

MEMBERSHIP: Final = template(
    '{% set name, agency = the("programme.name"), the("agency.short") %}'
    "This activity is part of {{ name | articled }}"
    "{% if agency not in name %} of {{ agency }}{% endif %}."
)

OBJECTIVE: Final = template(
    'An objective of {{ the("programme.name") | articled }} is '
    '{{ the("programme.objective") | stopped }}'
)

RELEASE: Final = ReleaseTexts(
    title=TITLE,
    dek=DEK,
    delivery=DELIVERY,
    attendees=ATTENDEES,
    quote=QUOTE,
    caption=CAPTION,
    financed=FINANCED,
    shares=SHARES,
    partnership=PARTNERSHIP,
    membership=MEMBERSHIP,
    objective=OBJECTIVE,
    links="For more information:",
)
