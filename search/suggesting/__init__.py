"""Themes suggested for articles, each with the words that the suggestion rests on.

`cues.py` reads an article for the phrases of themes, `holding.py` asks the index which articles
hold them, `neighbours.py` asks what editors decided on the nearest articles, `engine.py` puts the
three together and keeps the suggestions, `preview.py` says what other cues would change, and
`following.py` does it whenever an article comes in. docs/themes.md says why it is as it is.
"""
