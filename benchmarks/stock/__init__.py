"""A site of the kind that Haystack's documentation shows, to be measured beside Diwan.

Nothing is tuned: Haystack's own backend for Whoosh, its own view, templates as in its tutorial.
"""
