"""What tests of imports from the web share."""

import pytest

from tests.archive.site import Site
from tests.archive.test_fetching import serving


@pytest.fixture
def site(settings):
    """A site of news that may be fetched from."""
    with serving(Site()) as site:
        settings.FETCH_PRIVATE = {f"127.0.0.1:{site.port}"}
        yield site
