"""Themes suggested for articles, each with the words that the suggestion rests on.

`cues.py` reads an article for the phrases of themes, `holding.py` asks the index how strong they
are in which articles, `neighbours.py` asks what editors decided on the nearest articles,
`engine.py` puts the three together and keeps the suggestions, `preview.py` says what other cues
would change, `following.py` does it whenever an article comes in, and `learning.py` for those like
an article that editors decided on. docs/themes.md says why it is as it is.
"""
