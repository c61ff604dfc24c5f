"""Tests of the documents, by example, by golden file and by property."""
