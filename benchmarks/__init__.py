"""Benchmarks are what is measured and provoked outside the tests, on real processes."""
