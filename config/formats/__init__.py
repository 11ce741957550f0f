"""How dates and times are written on the desk; each language has a module `formats`."""
