"""Where requests come from, as far as it takes to count them: a mark that names nobody."""

from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def sender_of(request: HttpRequest) -> str:
    """The mark of a request's sender, 64 characters, the same for one day.

    It is keyed with the site's secret: whoever reads the database cannot tell the address from it,
    nor know the sender again on another day.
    """
    told = f"{datetime.now(UTC):%Y-%m-%d} {_network(_address(request))}"
    return salted_hmac("archive.senders", told, algorithm="sha256").hexdigest()


def _address(request: HttpRequest) -> str:
    """The address that connected; behind the site's own proxy the last one that this names."""
    if settings.BEHIND_PROXY:
        *_, last = request.headers.get("X-Forwarded-For", "").split(",")
        if last.strip():
            return last.strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    """The address; of IPv6 the network that one household has, which is full of addresses."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or ip_network((ip.packed, 64), strict=False))
