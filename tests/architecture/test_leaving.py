"""Whatever can leave this machine asks the one gate first: a new channel cannot forget it."""

import ast

from firstbell import flow
from tests.architecture.sources import Module, imported_names, modules

REACHES_OUT = ("smtplib", "requests", "http.client", "urllib.request", "django.core.mail", "socket")
"""Modules by which something leaves; what imports one is a channel, unless it is said why not."""

NO_CHANNEL = {
    "firstbell/foundation/shadow/__init__.py": "the gate itself",
    "firstbell/foundation/events/living.py": "the name of this machine",
    "firstbell/journey/handover/post.py": "speaks through foundation.outward, which asks",
    "firstbell/cli/watch/watching.py": "the name of this machine",
    "firstbell/cli/serve.py": "whether a port is free",
    "firstbell/cli/demo/mail.py": "whether a mail server is there, in the demo",
    "firstbell/cli/people.py": "names the failure of a mail",
    "firstbell/web/people/passing_on.py": "names the failure of a mail",
    "firstbell/web/providers/calling.py": "asks who signs in; tells nobody of a child",
    "firstbell/cli/texts/stand_in.py": "GOV.UK Notify's own part, for trying out",
}


def reaches_out(module: Module) -> bool:
    names = imported_names(module.tree).values()
    return any(
        name == each or name.startswith(f"{each}.") for name in names for each in REACHES_OUT
    )


def asks_the_gate(module: Module) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "let_out"
        for node in ast.walk(module.tree)
    )


def test_every_channel_asks_the_gate() -> None:
    channels = [
        each
        for each in modules("firstbell")
        if reaches_out(each)
        and each.path not in NO_CHANNEL
        and not each.path.startswith(("firstbell/cli/rehearse/", "firstbell/cli/postgres/"))
    ]

    assert {each.path for each in channels} >= {
        "firstbell/journey/delivery/channels/email/__init__.py",
        "firstbell/journey/delivery/channels/text/__init__.py",
        "firstbell/journey/delivery/channels/webhook/__init__.py",
        "firstbell/journey/reconciliation/alarms/ways.py",
        "firstbell/web/messages.py",
    }
    assert [each.path for each in channels if not asks_the_gate(each)] == []


def test_what_reaches_outside_is_no_step_inside_the_machine() -> None:
    outside = {*flow.HURRY, *flow.TO_TELL, *flow.OUTSIDE, flow.TO_SEND}

    assert not outside & set(flow.STEPS)
