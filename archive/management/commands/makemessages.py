"""`manage.py makemessages`: collect the text of the interface, with what imports refuse."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collects the sentences of refusals where they stand: they need no other mark."""

    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=Refused",
        "--keyword=Reason",
    ]
