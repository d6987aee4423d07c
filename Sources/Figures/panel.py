"""What the panels of a figure hold: colours, curves, heatmaps, shaded stages, and texts that must fit.

The first half of one script; render.py is the second, and says how it is called.
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
    from matplotlib.transforms import Bbox
except ImportError as error:
    print(f"matplotlib cannot be imported ({error})", file=sys.stderr)
    sys.exit(69)

TEXT, SMALL = 8, 7  # points
POINT = 1 / 72  # inches
BORDER, LEGEND_ROW = 0.04, 0.155  # inches
INK, MUTED, MISSING = "0.1", "0.55", "0.88"
FILLED = {"markersize": 3.2, "markeredgewidth": 0.8}
OPEN = {"markersize": 4, "markerfacecolor": "white", "markeredgecolor": INK, "markeredgewidth": 0.6}
MARKER_GAP = 0.13  # of the diagonal of a panel, between markers that stand apart
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


# Colours and numbers


def paint(color):
    """The colour a description asks for: a role, a palette index, place k of an ordered family of n, or a tone of one."""
    if "tone" in color:
        lightness = color["lightness"]
        return tuple(c + (1 - c) * lightness if lightness > 0 else c * (1 + lightness) for c in colors.to_rgb(paint(color["tone"])))
    if "order" in color:
        place = (color["order"] - 1) / max(color["of"] - 1, 1)
        return colormaps["plasma"](0.78 * place)
    if "category" in color:
        return PALETTE[color["category"] % len(PALETTE)]
    return {"ink": INK, "muted": MUTED}[color["role"]]


def numbers(values):
    """Values with their gaps (null) as NaN."""
    return [math.nan if value is None else value for value in values]


def edges(centres, scale):
    """The borders of a heatmap's cells: halfway between centres, on the axis's own scale."""
    c = [math.log(v) for v in centres] if scale == "log" else list(centres)
    if len(c) == 1:
        borders = [c[0] - 0.5, c[0] + 0.5]
    else:
        middle = [(a + b) / 2 for a, b in zip(c, c[1:])]
        borders = [2 * c[0] - middle[0], *middle, 2 * c[-1] - middle[-1]]
    return [math.exp(v) for v in borders] if scale == "log" else borders


# What a panel holds


def line(ax, series, color):
    apart = "markerPhase" in series
    return ax.plot(
        numbers(series["x"]), numbers(series["y"]), color=color, linestyle=LINES[series["line"]],
        linewidth=series["width"], marker=MARKERS[series["marker"]], alpha=series["opacity"], solid_joinstyle="round",
        zorder=3, markevery=(series["markerPhase"] * MARKER_GAP, MARKER_GAP) if apart else None,
        **(OPEN if apart else FILLED),
    )  # fmt: skip


def band(ax, area):
    ax.fill_between(
        numbers(area["x"]), numbers(area["low"]), numbers(area["high"]), color=paint(area["color"]),
        alpha=area["opacity"], linewidth=0, zorder=2,
    )  # fmt: skip


def heatmap(fig, ax, panel):
    """Coloured cells; a cell without a value is grey and crossed."""
    heat = panel["heatmap"]
    values = [numbers(row) for row in heat["values"]]
    known = [v for row in values for v in row if math.isfinite(v) and (v > 0 or heat["scale"] != "log")]
    low = heat.get("from", min(known))
    high = heat.get("to", max(low, *known))
    norm = colors.LogNorm(low, high) if heat["scale"] == "log" else colors.Normalize(low, high)
    x, y = panel["x"]["scale"], panel["y"]["scale"]
    mesh = ax.pcolormesh(
        edges(heat["x"], x), edges(heat["y"], y), values, norm=norm, cmap="viridis",
        edgecolors="face", linewidth=0.15, rasterized=len(values) * len(values[0]) > 20_000, zorder=1,
    )  # fmt: skip
    ax.set_facecolor(MISSING)
    missing = [(heat["x"][j], heat["y"][i]) for i, row in enumerate(values) for j, v in enumerate(row) if v != v]
    ax.plot(*zip(*missing) if missing else ([], []), color=MUTED, ls="", zorder=2, **CROSS)
    ax.tick_params(which="both", direction="out", top=False, right=False)
    bar = fig.colorbar(mesh, ax=ax, pad=0.025, aspect=22, label=heat["label"])
    bar.outline.set_linewidth(0.6)
    return bar


def key(color, item):
    return Line2D(
        [], [], color=color, linestyle=LINES[item["line"]], linewidth=max(item["width"], 0.5 if item["opacity"] < 1 else 1),
        marker=MARKERS[item["marker"]], alpha=item["opacity"], **(OPEN if "markerPhase" in item else FILLED),
    )  # fmt: skip


def sample(item):
    """What a legend shows for a key: its line, on an area where it has one."""
    color = paint(item["color"])
    area = [Patch(color=color, alpha=item["band"], lw=0)] if "band" in item else []
    return [*area, key(color, item)]


def clashes(ax, box):
    """How many curves, bands and texts of a panel a box (in pixels) would hide."""
    hidden = sum(text.get_visible() and text.get_window_extent().overlaps(box) for text in ax.texts)
    for curve in ax.lines:
        path = curve.get_transform().transform_path(curve.get_path())
        hidden += path.intersects_bbox(box, filled=False) or box.count_contains(path.vertices) > 0
    for area in ax.collections:
        paths = map(area.get_transform().transform_path, area.get_paths())
        hidden += any(path.intersects_bbox(box, filled=True) for path in paths)
    return hidden


# Texts that must fit


def wrap(artist, limit, text, extent=lambda box: box.width):
    """Breaks a text outside its formulas so that no line is longer than `limit` pixels, where that is possible."""
    artist.set_text(text)
    if extent(artist.get_window_extent()) <= limit:
        return
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|\S)+", text):
        artist.set_text(f"{lines[-1]} {word}".strip())
        if lines[-1] and extent(artist.get_window_extent()) > limit:
            lines.append(word)
        else:
            lines[-1] = artist.get_text()
    artist.set_text("\n".join(lines))


def spread(centres, widths, low, high, gap):
    """Centres moved apart just enough that spans of the given widths keep `gap` between them inside [low, high]."""
    placed, edge = [], low
    for centre, width in zip(centres, widths):
        placed.append(max(centre, edge + width / 2))
        edge = placed[-1] + width / 2 + gap
    edge = high
    for i in reversed(range(len(placed))):
        placed[i] = min(placed[i], edge - widths[i] / 2)
        edge = placed[i] - widths[i] / 2 - gap
    return placed


class Stages:
    """Shaded intervals named above the axes, in the longest form that fits in all panels.

    The forms are 0: as given; 1: broken over two lines; 2: I, II, III, explained in the legend.
    """

    def __init__(self, axes, panels):
        self.axes = [(ax, panel["stages"]) for ax, panel in zip(axes, panels) if panel["stages"]]
        self.names = list(dict.fromkeys(s["label"] for _, stages in self.axes for s in stages if s["label"]))
        self.form, self.labels = 0, []
        for ax, stages in self.axes:
            low, high = sorted(ax.get_xlim())
            for stage in stages:
                a, b = max(stage.get("from", low), low), min(stage.get("to", high), high)
                if a < b:
                    ax.axvspan(a, b, color=self.grey(stage["label"]), linewidth=0, zorder=0)
                    text = ax.annotate(
                        self.written(stage["label"]), (a, 1), (0, 3.5), xycoords=ax.get_xaxis_transform(), textcoords="offset points",
                        ha="center", va="baseline", linespacing=0.95, fontsize=SMALL, color="0.3",
                    )  # fmt: skip
                    text.set_in_layout(False)  # until it has its place
                    self.labels.append((ax, text, stage["label"], a, b))

    def grey(self, name):
        return GREYS[self.names.index(name) % len(GREYS)] if name in self.names else GREYS[0]

    def written(self, name):
        if self.form == 2 and name:
            return ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"][self.names.index(name) % 8]
        return name.replace(" ", "\n", 1) if self.form == 1 else name

    @property
    def height(self):
        """Points above the axes."""
        lines = max((self.written(name).count("\n") + 1 for name in self.names), default=0)
        return lines * SMALL * 1.02 + 2 if self.names else 0

    def fit(self):
        """Places the labels; takes the next shorter form until every label stays over its own stage."""
        while not self.place() and self.form < 2:
            self.form += 1

    def place(self):
        fits = True
        for ax, _ in self.axes:
            mine = sorted((label for label in self.labels if label[0] is ax), key=lambda label: label[3])
            if ax.xaxis_inverted():
                mine.reverse()
            spans, widths = [], []
            for _, text, name, a, b in mine:
                text.set_text(self.written(name))
                spans.append(sorted(ax.transData.transform([(a, 1), (b, 1)])[:, 0]))
                widths.append(text.get_window_extent().width)
            gap = 0.5 * SMALL * POINT * ax.figure.dpi
            box = ax.get_window_extent()
            placed = spread([(a + b) / 2 for a, b in spans], widths, box.x0, box.x1, gap)
            for (_, text, *_), centre, (a, b), width in zip(mine, placed, spans, widths):
                text.set_in_layout(True)
                text.xy = (ax.transData.inverted().transform((centre, 1))[0], 1)
                fits &= a <= centre <= b and centre - width / 2 >= box.x0 - 1 and (b - a) > 0.6 * width
        return fits

    def keys(self):
        """What the legend has to explain: one group, or none."""
        keys = {f"{self.written(n)}: {n}": [Patch(fc=self.grey(n), ec="0.75", lw=0.4)] for n in self.names}
        return [keys] if self.form == 2 else []
