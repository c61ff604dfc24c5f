"""What an event says, in words: its content, as far as the reader may see it.

One function for each event class; an event that has none here fails a test.
"""

from grants.notices.words import administration, agreement, delivery, procurement, reporting
from grants.notices.words.said import words

__all__ = ["administration", "agreement", "delivery", "procurement", "reporting", "words"]
