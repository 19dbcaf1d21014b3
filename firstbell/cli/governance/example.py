"""The invented borough whose filled documents lie in `docs/governance/example`."""

from firstbell.cli.governance.facts import (
    USUAL_SIGN_IN,
    AgreementFact,
    Facts,
    Organisation,
    made_of,
)
from firstbell.core.policy import Policy
from firstbell.registry.agreements.queries.register import STATES, Public
from firstbell.web.scheme import Scheme, sections


def invented(policy: Policy | None = None) -> Facts:
    """Return the facts of the invented borough; its rules are the defaults unless given."""
    policy = policy or Policy()
    agreed = AgreementFact(
        title="Early years in Eastmarsh",
        state=str(STATES["in_force"]),
        parties="Eastmarsh Police; Early years desk (Eastmarsh)",
        purpose="A trained adult supports a small child on the morning after.",
        shared="Name, date of birth and what police recorded of the child.",
        last_on="2027-08-31",
    )
    public = Public(
        title=agreed.title,
        state="in_force",
        state_words=STATES["in_force"],
        purpose=agreed.purpose,
        shared=agreed.shared,
        parties=tuple(agreed.parties.split("; ")),
        last_on=None,
    )
    partnership = "Eastmarsh and Norwold Safeguarding Children Partnership"
    councils = (
        Organisation(name="Eastmarsh", code="990"),
        Organisation(name="Norwold", code="991"),
    )
    senders = (Organisation(name="Eastmarsh Police", code="EASTMARSH-POLICE"),)
    of = Scheme(
        partnership=partnership,
        councils=tuple(each.name for each in councils),
        forces=tuple(each.name for each in senders),
        agreed=(public,),
        early_years_by_agreement=policy.basis_early_years == "agreement",
        content_profile=policy.content_profile,
        days_kept=policy.keep_content.days,
    )
    return made_of(
        partnership=partnership,
        force_pfa="E23990001",
        councils=councils,
        senders=senders,
        agreements=(agreed,),
        sections=sections(of),
        policy=policy,
        mail="a mail server of the installation",
        sign_in=USUAL_SIGN_IN,
    )
