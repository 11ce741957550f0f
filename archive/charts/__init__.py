"""Pictures of the archive: from counts to what a template draws.

``bins`` and ``counting`` say what is counted; each other module is one kind of picture and gives
dataclasses with the geometry as text, ready to stand in SVG. Horizontal places are percents of the
picture's width, so that text keeps its size on every screen; they are turned for the language of
the page here, because SVG knows no logical directions.
"""
