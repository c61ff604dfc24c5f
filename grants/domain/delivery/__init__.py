"""One handover at a time: allocation, ceremony, custody and title."""
