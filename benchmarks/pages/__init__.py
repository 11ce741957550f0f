"""Whole pages of results, HTTP in and HTML out: Diwan beside a stock Haystack site."""
