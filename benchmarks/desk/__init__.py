"""An editor's day in a real Chromium: `python -m benchmarks.desk FILE` prints what each step takes.

FILE is a corpus of JSON lines (packed or not); the first 2,000 of its rows stand beside the seeds.
`--pictures docs/img` also draws what docs/editors.md shows.
"""
