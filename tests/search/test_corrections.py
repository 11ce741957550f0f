"""How a correction is written: as the archive's articles write it."""

import pytest

from search.request import SearchRequest
from search.results import search
from tests.made import an_article, index_all

pytestmark = pytest.mark.django_db

BODY = "زار الوزير القرى، وتحدث عن {} في العمل."


@pytest.mark.parametrize(
    ("written", "typed", "meant"),
    [
        ("زراعة", "زراهة", "زراعة"),
        ("الزراعة", "زراهة", "زراعة"),
        ("وبالزراعة", "الزراهة", "الزراعة"),
        ("للأسطول", "أصطول", "أسطول"),
        # What stood on or after the letters before it does not stay behind.
        ("بـموسكو", "موسقو", "موسكو"),
        ("وَبِالْقَرية", "قرنة", "قَرية"),
    ],
)
def test_a_word_is_offered_as_an_article_writes_it_without_what_is_joined_to_it(
    written, typed, meant
):
    an_article(body=BODY.format(written))
    index_all()
    assert search(SearchRequest(typed)).correction == meant
