"""Diwan's engine beside its peers, on the same documents and queries, in one run."""
