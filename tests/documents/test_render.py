"""Tests of the bytes: one sentence a line, nothing injected, the record's lines are right."""

import html
import json
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from grants.documents import render
from grants.documents.formats import html as html_file
from grants.documents.formats import markdown as markdown_file
from grants.documents.plain import tidy
from grants.documents.press_release import press_release
from grants.documents.tree import Document, Item, Items, Paragraph, Sentence, Table, Title
from grants.facts import Facts, facts
from tests.documents.builders import seed_story

NASTY = st.text(
    alphabet=st.one_of(st.sampled_from(list("\\`*_{}[]()<>#+-.!|~&;:=\"'/ 1a\n")), st.characters()),
    min_size=1,
    max_size=60,
).map(tidy)


def markdown(made: Document) -> bytes:
    return render.rendered(made, "md")


def as_html(made: Document) -> bytes:
    return render.rendered(made, "html")


def document(*sentences: str) -> Document:
    said = tuple(Sentence(text) for text in sentences if text)
    return Document("press-release", "en", "h", (Title(Sentence("T")), Paragraph(said)))


@settings(max_examples=300, deadline=None)
@given(text=NASTY.filter(bool))
def test_a_sentence_is_text_in_markdown_whatever_it_holds(text: str) -> None:
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(document(text)).decode())

    assert html.unescape(shown) == f"<h1>T</h1>\n<p>{text}</p>\n"
    assert markdown_file.plain(markdown_file.escaped(text)) == text or text[:1] in "#-*["


@settings(max_examples=200, deadline=None)
@given(text=NASTY.filter(bool))
def test_a_sentence_is_text_in_html_whatever_it_holds(text: str) -> None:
    page = as_html(document(text)).decode()

    line = next(line for line in page.split("\n") if line.startswith("<span>"))
    assert re.fullmatch(r"<span>[^<>]*</span>", line)
    assert html.unescape(line.removeprefix("<span>").removesuffix("</span>")) == text
    assert html_file.plain(line) == text.strip()


def test_a_link_to_a_script_is_not_a_link() -> None:
    items = Items(
        (
            Item(Sentence("Bad"), "javascript:alert(1)"),
            Item(Sentence("a](b) [c"), 'https://x.test/"><b>?q=a b'),
        )
    )
    made = Document("press-release", "en", "h", (items,))

    assert b"<a" not in as_html(made).split(b"<article>")[1]
    shown = MarkdownIt("commonmark").render(markdown(made).decode())
    assert 'href="javascript' not in shown
    assert "<b>" not in shown


def test_a_cell_cannot_break_its_row() -> None:
    row = (Sentence("a | b"), Sentence("<td>\\|"))
    made = Document("donor-report", "en", "r", (Table(("A", "B"), (row,)),))

    shown = MarkdownIt("gfm-like", {"linkify": False}).render(markdown(made).decode())
    assert shown.count("<td>") == 2
    line = markdown(made).decode().split("\n")[2]
    assert markdown_file.cells(line) == ["a | b", "<td>\\|"]


def test_the_record_names_the_line_of_each_sentence_in_both_files() -> None:
    known = facts(seed_story().stream)
    files = render.files(press_release(known, "mali-2016"), known)
    record = json.loads(files["press-release.en.facts.json"])
    lines_of = files["press-release.en.md"].decode().split("\n")
    page = files["press-release.en.html"].decode().split("\n")

    for sentence in record["sentences"]:
        lines = sentence["lines"]
        assert markdown_file.plain(lines_of[lines["press-release.en.md"] - 1]) == sentence["text"]
        assert html_file.plain(page[lines["press-release.en.html"] - 1]) == sentence["text"]
    assert "recorded_at" not in files["press-release.en.facts.json"].decode()
    assert set(record["facts"]) == {name for s in record["sentences"] for name in s["facts"]}


def test_the_html_is_whole_and_says_its_language() -> None:
    tree = lxml_html.fromstring(as_html(document("One.", "Two.")))

    assert tree.get("lang") == "en"
    assert tree.findtext(".//h1") == "T"
    assert [item.text for item in tree.iter("span")] == ["One.", "Two."]
    assert not list(tree.iter("script", "link", "img"))


def test_a_document_without_facts_has_a_record_too() -> None:
    assert (
        json.loads(render.files(document("One."), Facts([]))["press-release.en.facts.json"])[
            "facts"
        ]
        == {}
    )
