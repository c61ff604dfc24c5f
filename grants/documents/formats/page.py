"""A file in the making: its lines, and on which line each sentence stands."""

from dataclasses import dataclass, field

from grants.documents.tree import Sentence


@dataclass
class Page:
    """Lines, with the place of each sentence in reading order."""

    lines: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    """The line, from 1, of each sentence of the document, in reading order."""

    def add(self, line: str, *sentences: Sentence) -> None:
        """Add a line that holds these sentences."""
        self.lines.append(line)
        self.places.extend(len(self.lines) for _ in sentences)

    def to_bytes(self) -> bytes:
        """The file's content in UTF-8, with one line end at its end."""
        return ("\n".join(self.lines).rstrip("\n") + "\n").encode()
