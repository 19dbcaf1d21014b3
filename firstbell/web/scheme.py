"""What anybody may know about the scheme: said once, for the public page and the paper about it.

Filled from this installation's own settings: who runs it, who is told, by which agreements, how
long records are kept. Reads no record of a child.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from firstbell.registry.agencies.queries import places, rules
from firstbell.registry.agreements.queries import register


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Whose scheme it is, as far as anybody may know."""

    partnership: str
    councils: tuple[str, ...]
    forces: tuple[str, ...]
    agreed: tuple[register.Public, ...]
    early_years_by_agreement: bool
    content_profile: str
    days_kept: int


@dataclass(frozen=True, kw_only=True)
class Section:
    """One question and its answer: paragraphs, then points, then what is said after them."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


def scheme(*, at: datetime) -> Scheme:
    """Return what this installation says of itself."""
    partnership, policy = places.partnership(), rules.policy()
    return Scheme(
        partnership=partnership.name if partnership else "",
        councils=tuple(council.name for council in places.our_councils()),
        forces=tuple(sender.name for sender in places.senders()),
        agreed=register.in_force(at=at),
        early_years_by_agreement=policy.basis_early_years == "agreement",
        content_profile=policy.content_profile,
        days_kept=policy.keep_content.days,
    )


def listed(names: Sequence[str], *, otherwise: str) -> str:
    """Return names as a sentence has them."""
    if not names:
        return otherwise
    if len(names) == 1:
        return names[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def sections(of: Scheme) -> tuple[Section, ...]:
    """Return the page, question by question, in plain words."""
    police = listed(of.forces, otherwise=_("your police force"))
    who = listed(
        [of.partnership] if of.partnership else [], otherwise=_("your children’s partnership")
    )
    return (
        _what_it_is(police),
        _who_is_told(of),
        _what_is_shared(of),
        _why_nobody_asks(),
        _what_it_is_not(),
        _how_long(of),
        _who_runs_it(of, who=who, police=police),
        _your_rights(who),
    )


def _what_it_is(police: str) -> Section:
    return Section(
        heading=_("What is it?"),
        paragraphs=(
            _(
                "A child who lives with domestic abuse often comes to school the next morning"
                " having seen, heard or felt things that nobody there knows about."
            ),
            _(
                "When %(police)s learn that a child may be a victim of domestic abuse, they tell"
                " one trained adult at the child’s school, before the school day begins where they"
                " can. That adult sees to it that the child has a calm and kind day."
            )
            % {"police": police},
        ),
    )


def _who_is_told(of: Scheme) -> Section:
    points = [
        _("the trained adult at the school or college where the child is on the roll"),
        _("if the child learns at home, or nobody knows the school: one officer at the council"),
    ]
    points += [
        _("by the agreement “%(title)s”: %(parties)s")
        % {"title": each.title, "parties": ", ".join(each.parties)}
        for each in of.agreed
    ]
    closing = []
    if not of.early_years_by_agreement:
        points.append(_("if the child is under school age: one early years officer at the council"))
    elif not of.agreed:
        closing.append(_("Nurseries and childminders are not told: no agreement is in force."))
    return Section(
        heading=_("Who is told?"),
        paragraphs=(_("Only these people, and only about the child who is theirs:"),),
        points=tuple(points),
        closing=tuple(closing),
    )


def _what_is_shared(of: Scheme) -> Section:
    rest = {
        "full": _(
            "Only then the rest: when it happened, whether the child was there, whether an"
            " officer spoke to the child and what the child said, and what the adult must know to"
            " keep the child safe that day."
        ),
        "minimal": _(
            "Only then the rest: when it happened, whether the child was there, and whether an"
            " officer saw the child. Not where it was, who was there or what was said."
        ),
    }[of.content_profile]
    first = _(
        "First the child’s name and date of birth, so that the school can say whether the child"
        " is theirs."
    )
    return Section(
        heading=_("What are they told?"),
        paragraphs=(
            f"{first} {rest}",
            _(
                "They are never told a safe address, another family’s children, or anything about"
                " children at other schools."
            ),
        ),
    )


def _why_nobody_asks() -> Section:
    return Section(
        heading=_("Why does nobody ask me first?"),
        paragraphs=(
            _(
                "Because it is the law, and because asking could put somebody in danger. Since"
                " November 2025 every police force in England and Wales must have arrangements to"
                " tell a child’s school (section 49A of the Domestic Abuse Act 2021)."
            ),
            _(
                "Schools are asked not to raise it with parents because of a notification alone."
                " You can always talk to your school if you want to."
            ),
        ),
    )


def _what_it_is_not() -> Section:
    return Section(
        heading=_("What is it not?"),
        points=(
            _("It is not an accusation against anybody."),
            _("It is not a referral to children’s social care. That is separate."),
            _("It gives no child a score, and predicts nothing about anybody."),
            _("It is no mark on a child’s register, and other parents and pupils are not told."),
        ),
    )


def _how_long(of: Scheme) -> Section:
    return Section(
        heading=_("How long is it kept?"),
        paragraphs=(
            _(
                "What happened is kept here for %(days)s days after the school has answered. Then"
                " somebody decides that it goes, or why it must stay longer. The school keeps its"
                " own safeguarding file by its own rules."
            )
            % {"days": of.days_kept},
        ),
    )


def _who_runs_it(of: Scheme, *, who: str, police: str) -> Section:
    others = listed(
        [*(of.councils or [_("your council")]), *(of.forces or [police])], otherwise=police
    )
    return Section(
        heading=_("Who runs it?"),
        paragraphs=(
            _(
                "%(who)s, with %(others)s. A computer program compares what police"
                " recorded with school rolls to find the right school. Where it is not sure, a"
                " person decides. How it decides is published with the privacy notice."
            )
            % {"who": who, "others": others},
        ),
    )


def _your_rights(who: str) -> Section:
    return Section(
        heading=_("What are my rights?"),
        paragraphs=(
            _(
                "You can ask to see what is held about you and your child, ask for mistakes to be"
                " put right, and complain. Ask %(who)s, your school, or the police. Some of it may"
                " be held back where showing it would put somebody in danger. If you are not"
                " content with the answer, the Information Commissioner can look at it."
            )
            % {"who": who},
            _("Every person who reads a child’s record leaves a trace that can be checked."),
        ),
    )
