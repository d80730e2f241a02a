"""Names of journals for which the entries of the Astrophysics Data System have commands.

Source: the macros of the package AASTeX, which the system documents.
"""

from __future__ import annotations

_NAMES = """
aj The Astronomical Journal
apj The Astrophysical Journal
apjl The Astrophysical Journal Letters
apjs The Astrophysical Journal Supplement Series
ao Applied Optics
apss Astrophysics and Space Science
aap Astronomy & Astrophysics
aapr The Astronomy and Astrophysics Review
aaps Astronomy & Astrophysics Supplement Series
araa Annual Review of Astronomy and Astrophysics
baas Bulletin of the American Astronomical Society
icarus Icarus
jcap Journal of Cosmology and Astroparticle Physics
jgr Journal of Geophysical Research
grl Geophysical Research Letters
mnras Monthly Notices of the Royal Astronomical Society
nat Nature
pasa Publications of the Astronomical Society of Australia
pasj Publications of the Astronomical Society of Japan
pasp Publications of the Astronomical Society of the Pacific
physrep Physics Reports
planss Planetary and Space Science
pra Physical Review A
prb Physical Review B
prc Physical Review C
prd Physical Review D
pre Physical Review E
prl Physical Review Letters
procspie Proceedings of SPIE
solphys Solar Physics
ssr Space Science Reviews
"""
#: Each command to the name that it stands for, as TeX.
JOURNALS = {
    f"\\{command}": name.replace("&", r"\&")
    for command, _, name in (line.partition(" ") for line in _NAMES.strip().splitlines())
}
