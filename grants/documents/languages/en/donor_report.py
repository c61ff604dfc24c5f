"""How a donor report reads in English."""

from typing import Final

from grants.documents.languages.en.making import template
from grants.documents.languages.texts import ReportHeadings, ReportTexts

TITLE: Final = template('{{ the("report.{report}.title") }}: {{ the("grant.title") }}')

DEK: Final = template(
    'From {{ the("agency.name") | definite }} to {{ the("donor.{donor}.name") | definite }}, '
    'due on {{ the("report.{report}.due") | day }}'
)

ADMINISTRATION: Final = {
    "Grant": template('{{ the("grant.reference") }}'),
    "Donor": template('{{ the("donor.{donor}.name") }}'),
    "Agency": template(
        '{{ the("agency.name") }}{% if the("agency.short") != the("agency.name") %}'
        ' ({{ the("agency.short") }}){% endif %}'
    ),
    "Office": template('{{ the("agency.office") }}'),
    "Country": template('{{ the("country.name") }}'),
    "Programme": template('{{ the("programme.name") }}'),
    "Recipient": template('{{ the("recipient.name") }}'),
    "Beneficiaries": template('{{ values("beneficiary.*.name") | listed }}'),
    "Agreement": template(
        '{{ the("agreement.{donor}.amount") | money }}, '
        'signed on {{ the("agreement.{donor}.date") | day }}'
    ),
}

PLEDGED: Final = template(
    '{{ the("donor.{donor}.name") | definite | capital }} pledged '
    '{{ the("pledge.{item}.amount") | money }} on {{ the("pledge.{item}.date") | day }}.'
)

SIGNED: Final = template(
    'The agreement, for up to {{ the("agreement.{donor}.amount") | money }}, '
    'was signed on {{ the("agreement.{donor}.date") | day }}.'
)

CONTRIBUTION: Final = (
    template('{{ the("contribution.{item}.date") | day }}'),
    template('{{ the("contribution.{item}.amount") | money }}'),
    template('{{ the("contribution.{item}.credited") | money }}'),
)

LOT: Final = (
    template(
        'The lot was opened on {{ the("lot.{lot}.date") | day }} for '
        '{% set wanted = the("lot.{lot}.quantity") %}{{ wanted | number }} '
        '{{ the("lot.{lot}.goods.singular" if wanted == 1 else "lot.{lot}.goods.plural") }}, '
        'with a ceiling of {{ the("lot.{lot}.ceiling") | money }}.'
    ),
    template(
        'Bids were invited on {{ the("lot.{lot}.solicitation.date") | day }} by '
        '{{ the("lot.{lot}.solicitation.method") | method }}, '
        'to close on {{ the("lot.{lot}.solicitation.closes") | day }}.'
    ),
    template(
        '{% set bids = the("lot.{lot}.bids") %}{{ bids | number(words=true) | capital }} '
        '{{ "bid was" if bids == 1 else "bids were" }} received.'
    ),
    template('The bids were opened on {{ the("lot.{lot}.opening.date") | day }}.'),
    template('The evaluation was signed on {{ the("lot.{lot}.evaluation.date") | day }}.'),
    template(
        "The recommendation was justified as follows: "
        '{{ the("lot.{lot}.evaluation.justification") | stopped }}'
    ),
    template(
        'The award to {{ the("lot.{lot}.award.supplier") }}, at '
        '{{ the("lot.{lot}.award.price") | money }}, '
        'was approved on {{ the("lot.{lot}.award.date") | day }}.'
    ),
    template(
        'Order {{ the("lot.{lot}.order.order") }} was placed on '
        '{{ the("lot.{lot}.order.date") | day }}, for delivery by '
        '{{ the("lot.{lot}.order.deliver_by") | day }}'
        '{% if has("lot.{lot}.order.incoterm") %} ({{ the("lot.{lot}.order.incoterm") '
        "}}){% endif %}."
    ),
    template(
        "The solicitation was called off on {{ "
        'the("lot.{lot}.solicitation-cancelled.date") | day }}: '
        '{{ the("lot.{lot}.solicitation-cancelled.reason") | stopped }}'
    ),
    template(
        'The order was called off on {{ the("lot.{lot}.order-cancelled.date") | day }}: '
        '{{ the("lot.{lot}.order-cancelled.reason") | stopped }}'
    ),
    template(
        'On {{ the("lot.{lot}.order-shortened.date") | day }} what had not come was called off '
        '({{ the("lot.{lot}.order-shortened.quantity") | number }} '
        '{{ "unit" if the("lot.{lot}.order-shortened.quantity") == 1 else "units" }}); the order '
        'comes to {{ the("lot.{lot}.order-shortened.price") | money }}, and '
        '{{ the("lot.{lot}.order-shortened.released") | money }} is free again: '
        '{{ the("lot.{lot}.order-shortened.reason") | stopped }}'
    ),
    template(
        'The lot was given up on {{ the("lot.{lot}.cancelled.date") | day }} and its reserve of '
        '{{ the("lot.{lot}.cancelled.released") | money }} released: '
        '{{ the("lot.{lot}.cancelled.reason") | stopped }}'
    ),
)
"""What happened to a lot, sentence by sentence; what has not happened is left out."""

RECEIPT: Final = template(
    '{% set count = the("lot.{lot}.receipt.{item}.count") %}'
    "{% if count >= 100 %}A total of {{ count | number }} units was"
    "{% else %}{{ count | number(words=true) | capital }} "
    '{{ "unit was" if count == 1 else "units were" }}{% endif %} '
    'received on {{ the("lot.{lot}.receipt.{item}.date") | day }}'
    '{% if has("lot.{lot}.receipt.{item}.unfit") %}, of which '
    '{{ the("lot.{lot}.receipt.{item}.unfit") | number }} not fit for use{% endif %}.'
)

PAYMENT: Final = (
    template('{{ the("lot.{lot}.payment.{item}.invoice") }}'),
    template('{{ the("lot.{lot}.payment.{item}.date") | day }}'),
    template('{{ the("lot.{lot}.payment.{item}.amount") | money }}'),
    template('{{ the("lot.{lot}.payment.{item}.charged") | money }}'),
)

HANDOVER: Final = (
    template('The handover was planned on {{ the("handover.{handover}.plan.date") | day }}.'),
    template('The ceremony was held on {{ the("handover.{handover}.ceremony.date") | day }}.'),
    template(
        '{{ the("handover.{handover}.custody.receiver") | definite | capital }} took custody of '
        '{{ goods() }} on {{ the("handover.{handover}.custody.date") | day }}, under certificate '
        '{{ the("handover.{handover}.custody.certificate") }}.'
    ),
    template(
        'The title went to {{ the("handover.{handover}.ownership.receiver") | definite }} on '
        '{{ the("handover.{handover}.ownership.date") | day }}, under certificate '
        '{{ the("handover.{handover}.ownership.certificate") }}.'
    ),
    template(
        'The handover was called off on {{ the("handover.{handover}.cancelled.date") | day }}: '
        '{{ the("handover.{handover}.cancelled.reason") | stopped }}'
    ),
)

SHARE: Final = (
    template('{{ the("beneficiary.{beneficiary}.name") }}'),
    template('{{ the("lot.{lot}.goods.plural") }}'),
    template('{{ the("handover.{handover}.split.{beneficiary}.{lot}") | number(words=false) }}'),
)

STOPPED: Final = template(
    'The grant was stopped on {{ the("grant.cancelled.date") | day }}: '
    '{{ the("grant.cancelled.reason") | stopped }}'
)

POSTPONED: Final = template(
    'The ceremony of "{{ the("handover.{handover}.plan.title") }}" was put off on '
    '{{ the("handover.{handover}.postponement.{item}.date") | day }} to '
    '{{ the("handover.{handover}.postponement.{item}.starts") | day }}: '
    '{{ the("handover.{handover}.postponement.{item}.reason") | stopped }}'
)

IRREGULAR: Final = (
    template(
        'On {{ the("irregularity.{item}.date") | day }} there was an irregularity: '
        '{{ the("irregularity.{item}.what") | stopped }}'
    ),
    template(
        'It was {{ the("irregularity.{item}.decision") }} on '
        '{{ the("irregularity.{item}.decided") | day }}: '
        '{{ the("irregularity.{item}.reason") | stopped }}'
    ),
)

MISSED: Final = template(
    'This was not done by {{ the("missed.{item}.due") | day }}, when it was due: '
    '{{ the("missed.{item}.what") | stopped }}'
)

MONEY: Final = {
    "Contributions received": template('{{ the("money.received") | money }}'),
    "Committed to suppliers": template('{{ the("money.committed") | money }}'),
    "Paid to suppliers": template('{{ the("money.paid") | money }}'),
    "Received and not paid out": template('{{ the("money.balance") | money }}'),
}

DELIVER: Final = template('Hand over "{{ the("handover.{handover}.plan.title") }}".')

OWN: Final = template(
    'Transfer the title to the goods of "{{ the("handover.{handover}.plan.title") }}".'
)

ORDER: Final = template('Order the goods of lot "{{ the("lot.{lot}.title") }}".')

RECEIVE: Final = template(
    'Receive the goods of lot "{{ the("lot.{lot}.title") }}", '
    'ordered for {{ the("lot.{lot}.order.deliver_by") | day }}.'
)

PAY: Final = template(
    'Pay invoice {{ the("lot.{lot}.invoice.{item}.invoice") }} of '
    '{{ the("lot.{lot}.invoice.{item}.amount") | money }}.'
)

DECIDE: Final = template(
    'Decide on the irregularity of {{ the("irregularity.{item}.date") | day }}: '
    '{{ the("irregularity.{item}.what") | stopped }}'
)

REPORT: Final = template(
    'Have the donor accept "{{ the("report.{item}.title") }}", '
    'due on {{ the("report.{item}.due") | day }}.'
)

LOT_TITLE: Final = template('{{ the("lot.{lot}.title") | capital }}')
HANDOVER_TITLE: Final = template('{{ the("handover.{handover}.plan.title") }}')

HEADINGS: Final = ReportHeadings(
    note="Drafted from the grant's records, for the donor and the agency only.",
    administration="Administrative data",
    agreement="Agreement and contributions",
    changes="Changes",
    money="Financial summary of the grant",
    to_do="Still to do",
)

DONOR_REPORT: Final = ReportTexts(
    headings=HEADINGS,
    lot_title=LOT_TITLE,
    handover_title=HANDOVER_TITLE,
    entries=("Item", "Entry"),
    sums=("Item", "Sum"),
    contributions=("Received on", "Contribution", "Credited"),
    payments=("Invoice", "Paid on", "Sum", "Charged"),
    shares=("Beneficiary", "Goods", "Units"),
    title=TITLE,
    dek=DEK,
    administration=ADMINISTRATION,
    pledged=PLEDGED,
    signed=SIGNED,
    contribution=CONTRIBUTION,
    lot=LOT,
    receipt=RECEIPT,
    payment=PAYMENT,
    handover=HANDOVER,
    share=SHARE,
    stopped=STOPPED,
    postponed=POSTPONED,
    irregular=IRREGULAR,
    missed=MISSED,
    money=MONEY,
    deliver=DELIVER,
    own=OWN,
    order=ORDER,
    receive=RECEIVE,
    pay=PAY,
    decide=DECIDE,
    report=REPORT,
)
