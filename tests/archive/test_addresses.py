"""Addresses of pages, remembered."""

from django.test.utils import override_script_prefix
from django.urls import reverse
from django.utils.translation import override

from archive.addresses import address


def test_an_address_is_that_of_the_readers_language():
    for language in ("ar", "en", "ar"):
        with override(language):
            for pk in (0, 5, 71, 10**17 + 1, 10**18):
                assert address("archive:article", pk) == reverse("archive:article", args=[pk])


def test_an_address_is_on_the_path_where_the_site_is():
    for prefix in ("/", "/diwan/"):
        with override_script_prefix(prefix):
            assert address("archive:themes").startswith(prefix)
            assert address("archive:themes") == reverse("archive:themes")
