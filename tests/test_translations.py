"""The interface speaks Arabic everywhere and English everywhere."""

import io
import re
from collections import defaultdict
from gettext import c2py
from html.parser import HTMLParser

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.conftest import SEEDS
from tests.html import VOID

ROOT = SEEDS.parent
MESSAGES = ROOT / "locale" / "ar" / "LC_MESSAGES"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = sorted(
    path for app in ("archive", "config", "search") for path in (ROOT / app).rglob("*.py")
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"], None),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
    # What an import refuses is said by these, with no other mark.
    **dict.fromkeys(["Refused", "Reason"], None),
}


def catalog():
    with (MESSAGES / "django.po").open("rb") as file:
        return read_po(file)


def extracted():
    """Every message of the interface, with the files that show it."""
    found = defaultdict(set)
    for path in [*TEMPLATES, *SOURCES]:
        text = path.read_text(encoding="utf-8")
        code = templatize(text) if path.suffix == ".html" else text
        lines = io.BytesIO(code.encode())
        # What templatize makes is read by xgettext, whose strings may hold anything.
        for _line, message, _comments, context in extract(
            "python", lines, keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            key = message if isinstance(message, str) else tuple(message)
            found[(context, key)].add(str(path.relative_to(ROOT)))
    return found


@pytest.fixture(scope="module")
def messages():
    return extracted()


@pytest.fixture(scope="module")
def arabic():
    return catalog()


def singular(key):
    return key if isinstance(key, str) else key[0]


def forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_the_interface_has_messages_in_code_and_in_templates(messages):
    files = {path for paths in messages.values() for path in paths}
    assert {"templates/base.html", "search/query_errors.py", "archive/models/article.py"} <= files
    assert len(messages) > 100


def test_every_message_is_translated(messages, arabic):
    missing = [
        (singular(key), sorted(paths))
        for (context, key), paths in messages.items()
        if not (message := arabic.get(singular(key), context)) or not all(forms(message))
    ]
    assert missing == []


def test_no_translation_is_left_over_or_in_doubt(messages, arabic):
    used = {(context, singular(key)) for context, key in messages}
    left = [m.id for m in arabic if m.id and (m.context, singular(m.id)) not in used]
    assert left == []
    assert [message.id for message in arabic if message.id and message.fuzzy] == []


def test_every_plural_has_all_six_arabic_forms(messages, arabic):
    plurals = [key for _context, key in messages if not isinstance(key, str)]
    assert plurals
    for key in plurals:
        assert len(set(forms(arabic.get(key[0])))) >= 4, key
        assert len(forms(arabic.get(key[0]))) == 6, key


def test_the_plural_rule_is_that_of_arabic(arabic):
    assert arabic.num_plurals == 6
    chosen = c2py(arabic.plural_expr)
    assert [chosen(n) for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)] == [
        *(0, 1, 2, 3, 3, 4, 4, 5, 5, 3)
    ]


def test_translations_have_the_placeholders_of_their_messages(messages, arabic):
    for (context, key), paths in messages.items():
        message = arabic.get(singular(key), context)
        wanted = {
            p
            for text in ([key] if isinstance(key, str) else key)
            for p in PLACEHOLDER.findall(text)
        }
        for form in forms(message):
            used = set(PLACEHOLDER.findall(form))
            # «مقالان» says two without a figure: a plural form may leave the number out.
            assert used == wanted if isinstance(key, str) else used <= wanted, (form, paths)


def test_the_forms_of_many_name_the_number(messages, arabic):
    for _context, key in messages:
        if not isinstance(key, str):
            number = set(PLACEHOLDER.findall(key[1])) - set(PLACEHOLDER.findall(key[0]))
            for form in forms(arabic.get(key[0]))[3:]:
                assert number <= set(PLACEHOLDER.findall(form)), form


def test_a_translation_ends_as_its_message_does(messages, arabic):
    for context, key in messages:
        message = arabic.get(singular(key), context)
        for mark in (".", ":"):
            ends = {form.endswith(mark) for form in forms(message)}
            assert ends == {singular(key).endswith(mark)}, singular(key)


def test_messages_are_english_and_translations_arabic(messages, arabic):
    kept = {"SHA-256"}
    for context, key in messages:
        text = singular(key)
        assert not ARABIC.search(text), text
        letters = re.sub(PLACEHOLDER, "", text)
        if text not in kept and re.search("[A-Za-z]", letters):
            assert all(ARABIC.search(form) for form in forms(arabic.get(text, context))), text


def compiled(file):
    """What a compiled catalog says, by message; plurals as tuples."""
    return {
        (message.context, singular(message.id)): tuple(forms(message))
        for message in read_mo(file)
        if message.id
    }


def test_the_compiled_messages_are_those_of_the_source(arabic):
    fresh = io.BytesIO()
    write_mo(fresh, arabic)
    fresh.seek(0)
    with (MESSAGES / "django.mo").open("rb") as file:
        assert compiled(file) == compiled(fresh)


# --- Templates --------------------------------------------------------------------------------


TAGS = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
SHOWN_ATTRIBUTES = {"alt", "aria-label", "content", "placeholder", "title"}
# What the content of a meta element says to machines.
MACHINE_WORDS = re.compile(
    r"utf-8|width=device-width, initial-scale=1|noindex|(?:light|dark|\s)+"
    r"|(?:article|website|\s)+|image/png|summary_large_image|newspaperArticle"
)


class Literals(HTMLParser):
    """The text of a template that no tag translates, with the language it is marked as."""

    def __init__(self, text):
        super().__init__()
        self.languages = []
        self.found = []
        self.feed(TAGS.sub(" ", text))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in VOID:
            above = self.languages[-1][1] if self.languages else ""
            self.languages.append((tag, attributes.get("lang") or above))
        for name in SHOWN_ATTRIBUTES & set(attributes):
            self._keep(attributes[name] or "", "")

    def handle_endtag(self, tag):
        while self.languages and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data):
        self._keep(data, self.languages[-1][1] if self.languages else "")

    def _keep(self, text, language):
        if text.strip():
            self.found.append((text.strip(), language))


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_a_template_writes_arabic_only_where_it_is_marked_as_arabic(path):
    literals = Literals(path.read_text(encoding="utf-8")).found
    assert [text for text, language in literals if ARABIC.search(text) and language != "ar"] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_a_template_writes_english_only_where_it_is_marked_as_english(path):
    literals = Literals(path.read_text(encoding="utf-8")).found
    words = [
        text for text, language in literals if language != "en" and re.search("[A-Za-z]", text)
    ]
    assert [text for text in words if not MACHINE_WORDS.fullmatch(text)] == []
