"""The files that a document becomes: one module and one line in this table for each."""

from collections.abc import Callable, Mapping
from typing import Final

from grants.documents.formats import html, markdown
from grants.documents.formats.page import Page
from grants.documents.tree import Document

FORMATS: Final[Mapping[str, Callable[[Document], Page]]] = {
    "md": markdown.page,
    "html": html.page,
}
"""By the ending of the file's name, in the order in which a reader is given them."""
