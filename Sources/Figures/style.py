"""What the roles in descriptions look like: sizes, colours, dashes, markers, widths, opacities; and matplotlib's settings.

The first part of one script, whose parts are joined in the order style, texts, panel, axes, legend, render; render.py says how
it is called.
"""

import json
import math
import re
import sys

try:
    import matplotlib
    from matplotlib import colormaps, colors, font_manager, ticker
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.transforms import Bbox, offset_copy
except ImportError as error:
    print(f"matplotlib cannot be imported ({error})", file=sys.stderr)
    sys.exit(69)

TEXT, SMALL, TINY = 8, 7, 6  # points
POINT = 1 / 72  # inches
BORDER, LEGEND_ROW = 0.04, 0.155  # inches
WIDTHS = {"column": 3.4, "page": 7}  # inches
INK, MUTED, MISSING = "0.1", "0.55", "0.88"
PALE, DARK = 0.5, 0.5  # how much of white or black is mixed with a colour
FILLED = {"markersize": 3.2, "markeredgewidth": 0.8}
CLOUD = {"markersize": 1.2, "markeredgewidth": 0}
OPEN = {"markersize": 4, "markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 0.6}
# Widths in points and opacities of curves, by what they are; Stroke.swift documents their meanings.
STROKES = {
    "curve": (1.1, 1), "primary": (1.2, 1), "crowded": (0.7, 1), "member": (0.5, 0.8), "faint-member": (0.5, 0.45),
    "median": (1.4, 1), "background": (0.4, 0.5), "over": (1, 1), "under": (2.4, 1), "member-under": (1.4, 1), "interval": (1, 1),
    "dot": (1, 0.8), "crowded-dot": (1, 0.4),
}  # fmt: skip
NESTED = (1, 0.6)  # points: the width of a curve nested under none, and what each curve above it adds
BANDS = {"runs": 0.25, "crowded-runs": 0.15, "points": 0.22, "crowded-points": 0.12}  # opacities
ARROW = {"length": 8, "apart": 4}  # points: of arrows at the upper edge
MOST_SHAPES = 2_500  # dots or cells: more of them are pixels in PDF and SVG too, which would be megabytes and slow to show
MARKER_GAP = 0.13  # of the diagonal of a panel, between spaced markers
CROSS = {"marker": "x", "markersize": 2.6, "markeredgewidth": 0.6}
# Okabe and Ito's palette without its yellow, which is lost on white.
PALETTE = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
LINES = {
    "none": "none", "solid": "-", "dashed": (0, (4, 1.6)), "dotted": (0, (1, 1.3)),
    "dash-dotted": (0, (5, 1.5, 1, 1.5)), "long-dashed": (0, (8, 2)), "dash-dot-dotted": (0, (5, 1.5, 1, 1.5, 1, 1.5)),
}  # fmt: skip
MARKERS = {
    "none": "", "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "cross": "x", "plus": "+",
}  # fmt: skip
GREYS = ["0.9", "0.955", "1.0"]
STYLE = {
    "font.family": ["STIXGeneral", "DejaVu Serif"], "mathtext.fontset": "stix", "font.size": TEXT,
    "axes.labelsize": TEXT, "axes.titlesize": TEXT, "figure.titlesize": 9,
    "xtick.labelsize": SMALL, "ytick.labelsize": SMALL, "legend.fontsize": SMALL,
    "pdf.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "DeepLinear",
    "figure.dpi": 72, "savefig.dpi": 300, "text.hinting": "none",
    "axes.linewidth": 0.6, "axes.edgecolor": INK, "axes.labelcolor": INK, "text.color": INK,
    "xtick.color": INK, "ytick.color": INK, "axes.labelpad": 2.5, "axes.unicode_minus": True,
    "xtick.direction": "in", "ytick.direction": "in", "xtick.top": True, "ytick.right": True,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "xtick.minor.width": 0.4, "ytick.minor.width": 0.4,
    "xtick.major.size": 3, "ytick.major.size": 3, "xtick.minor.size": 1.6, "ytick.minor.size": 1.6,
    "lines.dash_capstyle": "butt", "lines.scale_dashes": True, "hatch.linewidth": 0.4,
    "legend.frameon": False, "legend.handlelength": 2.2, "legend.columnspacing": 1.3,
    "legend.handletextpad": 0.5, "legend.labelspacing": 0.3, "legend.borderaxespad": 0.3,
}  # fmt: skip


def paint(color):
    """The colour of a description: a role, a palette index, place k of an ordered family of n, or a tone of one."""
    if "pale" in color:
        return tuple(c + (1 - c) * PALE for c in colors.to_rgb(paint(color["pale"])))
    if "dark" in color:
        return tuple(c * (1 - DARK) for c in colors.to_rgb(paint(color["dark"])))
    if "order" in color:
        place = (color["order"] - 1) / max(color["of"] - 1, 1)
        return colormaps["plasma"](0.78 * place)
    if "category" in color:
        return PALETTE[color["category"] % len(PALETTE)]
    return {"ink": INK, "muted": MUTED}[color["role"]]


def stroke(role):
    """The width in points and the opacity of a curve."""
    if isinstance(role, dict):
        return NESTED[0] + NESTED[1] * role["nested"], 1
    return STROKES[role]


def legend_stroke(role):
    """The same of a sample in a legend, where a thin line by itself would be too faint."""
    width, opacity = (1, 1) if role == "member" else stroke(role)
    return max(width, 0.5 if opacity < 1 else 1), opacity
