r"""What TeX needs to show the text of a site: fonts, and signs that not every face of them has.

The fonts are those that Sphinx takes; where they are not installed, others stand in, so that a
book still compiles. Their bold and sans-serif faces lack signs that the upright one has: each
character of the blocks below looks, where it is typeset, whether the current font has it, and
comes in the upright face otherwise.
"""

from __future__ import annotations

from sphinx.builders.latex.constants import XELATEX_DEFAULT_FONTPKG

#: Engines that typeset Unicode.
ENGINES = ("xelatex", "lualatex")

#: First and last character of the Unicode blocks that hold signs rather than letters.
BLOCKS = (
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x2100, 0x214F),  # letterlike symbols
    (0x2190, 0x23FF),  # arrows, mathematical operators, miscellaneous technical
    (0x2500, 0x27FF),  # box drawing, shapes, symbols, dingbats, arrows
    (0x2900, 0x2BFF),  # more arrows and operators
)

_OTHERS = r"""\IfFontExistsTF{DejaVu Serif}{%
\setmainfont{DejaVu Serif}
\setsansfont{DejaVu Sans}
\setmonofont{DejaVu Sans Mono}[Scale=0.9]
}{}"""

_SIGNS = r"""
\makeatletter
\protected\def\kb@sign#1{\ifmmode\text{\kb@glyph{#1}}\else\kb@glyph{#1}\fi}
\def\kb@glyph#1{\iffontchar\font#1\relax\char#1\relax\else
  {\normalfont\iffontchar\font#1\relax\else\sffamily\fi\char#1\relax}\fi}
% Active characters, which write themselves into files and are themselves in bookmarks.
\def\kb@define#1{\catcode#1=\active
  \begingroup\lccode`\~=#1\relax\lowercase{\endgroup
    \protected\edef~{\noexpand\kb@sign{\the\numexpr#1\relax}}%
    \expandafter\def\expandafter\kb@bookmarks\expandafter{\kb@bookmarks\def~{\string~}}}}
\def\kb@bookmarks{}
\def\kb@block#1#2{\@tempcnta=#1\relax
  \loop\kb@define\@tempcnta\advance\@tempcnta\@ne\ifnum\@tempcnta<\numexpr#2+1\relax\repeat}
\AtBeginDocument{%
%(blocks)s
  \expandafter\pdfstringdefDisableCommands\expandafter{\kb@bookmarks}}
\makeatother
"""


def fontpkg() -> str:
    """Return the fonts of a book, for ``latex_elements["fontpkg"]``."""
    blocks = "\n".join(f"  \\kb@block{{{first}}}{{{last}}}%" for first, last in BLOCKS)
    chosen = f"\\IfFontExistsTF{{FreeSerif.otf}}{{%{XELATEX_DEFAULT_FONTPKG.rstrip()}\n}}{{%\n{_OTHERS}}}"
    return chosen + _SIGNS.replace("%(blocks)s", blocks)
