"""Draws figures with matplotlib from their JSON descriptions.

    render.py pdf,svg,png STEM...      one description a line on standard input, one STEM for each
    render.py --version                the versions that would draw

Each figure becomes STEM.pdf, STEM.svg, STEM.png, as asked for. The same description gives the same bytes. The
meaning of every key is documented in Figure.swift and its neighbours. Exit status 65: matplotlib refuses a figure;
69: matplotlib cannot be imported; the last line on standard error says why.
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
    """The colour a description asks for: a role, a palette index, or place k of an ordered family of n."""
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
    return ax.plot(
        numbers(series["x"]), numbers(series["y"]), color=color, linestyle=LINES[series["line"]],
        linewidth=series["width"], marker=MARKERS[series["marker"]], markersize=3.2, markeredgewidth=0.8,
        alpha=series["opacity"], solid_joinstyle="round", zorder=3,
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
        [], [], color=color, linestyle=LINES[item["line"]], linewidth=max(item["width"], 1),
        marker=MARKERS[item["marker"]], markersize=3.2, markeredgewidth=0.8,
    )  # fmt: skip


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


# Axes


def tick(axis, inches, spec, horizontal):
    """Ticks in proportion to the axis's length; on a log axis the numbers of ticks are set, never guessed."""
    room = max(int(inches / (0.42 if horizontal else 0.19)), 2)
    low, high = sorted(axis.get_view_interval())
    if "ticks" in spec:
        axis.set_major_locator(ticker.FixedLocator(spec["ticks"]))
        axis.set_minor_locator(ticker.NullLocator())
        axis.set_major_formatter(ticker.ScalarFormatter(useMathText=True))
    elif spec["scale"] == "linear" or (spec["scale"] == "log" and high < 4 * low):
        axis.set_major_locator(ticker.MaxNLocator(min(room, 6), steps=[1, 2, 2.5, 5, 10]))
        axis.set_major_formatter(ticker.ScalarFormatter(useMathText=True))
        axis.get_major_formatter().set_powerlimits((-3, 5))
        axis.set_minor_locator(ticker.NullLocator())
    elif spec["scale"] == "log":
        first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
        decades = last - first + 1
        subs = (1, 2, 5) if decades < 2 else (1,)
        axis.set_major_locator(ticker.LogLocator(subs=subs, numticks=room))
        axis.set_major_formatter(ticker.LogFormatterSciNotation(minor_thresholds=(math.inf, math.inf)))
        minor = range(2, 10) if decades <= room else (1,)
        axis.set_minor_locator(ticker.LogLocator(subs=minor, numticks=1000))
        axis.set_minor_formatter(ticker.NullFormatter())
    elif spec["scale"] == "symlog":
        axis.set_major_locator(ticker.SymmetricalLogLocator(base=10, linthresh=spec["linearThreshold"]))
        axis.get_major_locator().set_params(numticks=room)


def scale(ax, panel):
    """Scales and limits, before anything that depends on them is drawn."""
    for name, spec in (("x", panel["x"]), ("y", panel["y"])):
        options = {"log": {"nonpositive": "mask"}, "symlog": {"linthresh": spec["linearThreshold"]}}
        getattr(ax, f"set_{name}scale")(spec["scale"], **options.get(spec["scale"], {}))
    if not any(series["marker"] != "none" for series in panel["series"]):
        ax.margins(x=0)


def limit(ax, panel):
    for name, spec in (("x", panel["x"]), ("y", panel["y"])):
        low, high = sorted(getattr(ax, f"get_{name}lim")())
        low, high = spec.get("from", low), spec.get("to", high)
        getattr(ax, f"set_{name}lim")(*((high, low) if spec["reversed"] else (low, high)))


def label(axis, spec, shown, room):
    """An axis's label, broken where too long; a factor of the ticks such as 10⁴ joins it, where it hits nothing."""
    vertical = axis.axis_name == "y"
    axis.set_tick_params(**{"labelleft" if vertical else "labelbottom": shown})
    axis.get_major_formatter().set_locs(axis.get_majorticklocs())
    factor = axis.get_major_formatter().get_offset()
    axis.get_offset_text().set_visible(False)
    text = f"{spec['label']} ({factor})" if factor else spec["label"]
    wrap(axis.label, room, text if shown else "", lambda box: box.height if vertical else box.width)


# Marks


def mark(ax, spec):
    """A line across the panel, which the legend names, or a point with its name beside it."""
    color, style = paint(spec["color"]), {"linewidth": 0.8, "linestyle": LINES[spec["line"]], "zorder": 2.5}
    if "y" not in spec:
        ax.axvline(spec["x"], color=color, **style)
    elif "x" not in spec:
        ax.axhline(spec["y"], color=color, **style)
    else:
        point = (spec["x"], spec["y"])
        ax.plot(*point, "o", color=color, markersize=3.6, markeredgecolor="white", markeredgewidth=0.5, zorder=4)
        if "label" in spec:
            name(ax, point, spec["label"], color)


def name(ax, point, text, color):
    """Writes a point's name on the side where it hides the least."""
    frame, sides = ax.get_window_extent(), []
    for right, up in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        place = ax.annotate(
            text, point, (4 * right, 3 * up), textcoords="offset points", fontsize=SMALL, color=color, zorder=5,
            ha="left" if right > 0 else "right", va="bottom" if up > 0 else "top",
        )  # fmt: skip
        place.set_in_layout(False)
        box = place.get_window_extent()
        place.set_visible(False)  # and so no clash with itself
        sides.append((clashes(ax, box) + 100 * (not frame.contains(*box.min) or not frame.contains(*box.max)), place))
    min(sides, key=lambda side: side[0])[1].set_visible(True)


# Legends


def entries(figure, panels, painted):
    """Groups of label → what stands for it: keys or labelled curves and bands; then lines across; then grey cells."""
    curves, lines, cells = {}, {}, {}
    for panel, colors_ in zip(panels, painted):
        for area in panel["bands"]:
            if "label" in area:
                patch = Patch(color=paint(area["color"]), alpha=area["opacity"], lw=0)
                curves.setdefault(area["label"], {}).setdefault("band", patch)
        for series, color in zip(panel["series"], colors_):
            if "label" in series:
                curves.setdefault(series["label"], {}).setdefault("curve", key(color, series))
        for item in panel["marks"]:
            if "label" in item and not ("x" in item and "y" in item):
                lines[item["label"]] = [Line2D([], [], color=paint(item["color"]), lw=0.9, ls=LINES[item["line"]])]
        heat = panel.get("heatmap", {})
        if "missing" in heat and any(value is None for row in heat["values"] for value in row):
            cells[heat["missing"]] = [Patch(fc=MISSING, ec="0.75", lw=0.4), Line2D([], [], color=MUTED, ls="", **CROSS)]
    named = {text: [parts[p] for p in ("band", "curve") if p in parts] for text, parts in curves.items()}
    keys = figure["legend"].get("keys")
    groups = [named] if keys is None else [{k["label"]: [key(paint(k["color"]), k)] for k in row} for row in keys]
    return [group for group in (*groups, lines, cells) if group]


def legend_row(fig, group, place):
    handles = [tuple(handle) for handle in group.values()]
    legend = fig.legend(
        handles, list(group), ncols=len(group), loc="lower center", bbox_to_anchor=(0.5, place / fig.get_figheight()),
        borderpad=0,
    )  # fmt: skip
    legend.set_in_layout(False)
    return legend


def below(fig, groups):
    """A legend for all panels under them; returns its height in inches. Groups share a row where they fit."""
    for legend in list(fig.legends):
        legend.remove()

    def fits(group):
        legend = legend_row(fig, group, 0)
        width = legend.get_window_extent().width
        legend.remove()
        return width < 0.97 * fig.bbox.width

    lines = []
    for group in groups:
        if lines and fits({**lines[-1], **group}):
            lines[-1] |= group
            continue
        items, pieces = list(group.items()), 1
        split = [group]
        while not all(map(fits, split)) and pieces < len(items):
            pieces += 1
            size = math.ceil(len(items) / pieces)
            split = [dict(items[i : i + size]) for i in range(0, len(items), size)]
        lines += split
    place = BORDER
    for row in reversed(lines):
        legend_row(fig, row, place)
        place += LEGEND_ROW
    return place + 0.02 if lines else 0


def inside(ax, groups):
    """A legend in the first corner where it hides nothing; False where there is none."""
    found = {text: tuple(handle) for group in groups for text, handle in group.items()}
    for corner in ("upper right", "lower right", "upper left", "lower left"):
        legend = ax.legend(list(found.values()), list(found), loc=corner)
        if clashes(ax, legend.get_window_extent().padded(2)) == 0:
            return True
    ax.get_legend().remove()
    return False


# A figure


def draw(figure):
    """The figure: drawn, then fitted until texts, ticks and legend agree with the sizes of the panels."""
    panels, legend = figure["panels"], figure["legend"]["placement"]
    columns = min(figure["columns"], len(panels))
    lines = math.ceil(len(panels) / columns)
    fig = Figure(figsize=(figure["width"], figure.get("height", 2.4 * lines)), layout="constrained")
    FigureCanvasAgg(fig)
    axes, bars, painted = fill(fig, figure, lines, columns)
    for ax, panel in zip(axes, panels):
        limit(ax, panel)
    stages = Stages(axes, panels)
    groups = entries(figure, panels, painted) if legend != "none" else []
    within = legend == "inside" or (legend == "automatic" and len(panels) == 1)
    outer = [
        (not figure["sharesX"] or i + columns >= len(panels), not figure["sharesY"] or i % columns == 0)
        for i in range(len(panels))
    ]

    def settle():
        foot = below(fig, ([] if within else groups) + stages.keys())
        if "height" not in figure:
            box = min(max(0.72 * figure["width"] / columns, 1.5), 2.15)
            texts = 0.18 + stages.height * POINT + (0.2 if figure["sharesX"] else 0.36)
            fig.set_figheight(lines * (box + texts) + foot + 0.2 * ("title" in figure))
            below(fig, ([] if within else groups) + stages.keys())
        share = foot / fig.get_figheight()
        fig.get_layout_engine().set(rect=(0, share, 1, 1 - share), w_pad=BORDER, h_pad=BORDER, wspace=0.03)
        fig.get_layout_engine().execute(fig)
        for i, (ax, panel) in enumerate(zip(axes, panels)):
            letter = rf"$\mathbf{{({chr(ord('a') + i % 26)})}}$ " if len(panels) > 1 else ""
            fit(ax, panel, letter, bars[i], outer[i], stages.height)
        stages.fit()

    settle()
    settle()
    fig.get_layout_engine().execute(fig)
    for ax, panel in zip(axes, panels):
        for spec in panel["marks"]:
            mark(ax, spec)
    if within and groups and not inside(axes[-1], groups):
        within = False
        settle()
        fig.get_layout_engine().execute(fig)
    fig.set_layout_engine("none")
    return fig


def fill(fig, figure, lines, columns):
    """The panels with their data: axes, colour bars, and the colour of each series."""
    axes, bars, painted, seen = [], [], [], {}
    grid = fig.add_gridspec(lines, columns)
    for i, panel in enumerate(figure["panels"]):
        shared = {n: axes[0] if axes and figure[f"shares{n[-1].upper()}"] else None for n in ("sharex", "sharey")}
        ax = fig.add_subplot(grid[divmod(i, columns)], **shared)
        axes.append(ax)
        scale(ax, panel)
        bars.append(heatmap(fig, ax, panel) if "heatmap" in panel else None)
        for area in panel["bands"]:
            band(ax, area)
        painted.append([])
        for j, series in enumerate(panel["series"]):
            place = seen.setdefault(series["label"], len(seen)) if "label" in series else j
            painted[-1].append(paint(series.get("color", {"category": place})))
            line(ax, series, painted[-1][-1])
    if "title" in figure:
        fig.suptitle(figure["title"])
    return axes, bars, painted


def fit(ax, panel, letter, bar, outer, strip):
    """Ticks, labels and title for the size the panel has now; `strip` points above it are the stages'."""
    box, dpi = ax.get_window_extent(), ax.figure.dpi
    tick(ax.xaxis, box.width / dpi, panel["x"], True)
    tick(ax.yaxis, box.height / dpi, panel["y"], False)
    if bar is not None:
        tick(bar.ax.yaxis, box.height / dpi, panel["heatmap"], False)
    label(ax.xaxis, panel["x"], outer[0], box.width)
    label(ax.yaxis, panel["y"], outer[1], box.height)
    title = (letter + panel.get("title", "")).strip()
    wrap(ax.set_title(title, loc="left", pad=strip + 3.5, linespacing=1.0), box.width, title)


def main(arguments):
    if arguments == ["--version"]:
        print(f"Python {sys.version.split()[0]}, matplotlib {matplotlib.__version__}")
        return
    matplotlib.rcdefaults()
    matplotlib.rcParams.update(STYLE)
    # Only matplotlib's own fonts, so that a font of the machine cannot change a figure.
    own = matplotlib.get_data_path()
    font_manager.fontManager.ttflist = [f for f in font_manager.fontManager.ttflist if f.fname.startswith(own)]
    metadata = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {"Software": None}}
    formats, *stems = arguments
    for stem, text in zip(stems, sys.stdin, strict=True):
        try:
            figure = json.loads(text)
            fig = draw(figure)
            for form in formats.split(","):
                fig.savefig(f"{stem}.{form}", metadata=metadata[form])
        except ValueError as error:
            reason = " ".join(str(error).split())[:300]
            print(f"figure “{figure['name']}”: matplotlib refuses it: {reason}", file=sys.stderr)
            sys.exit(65)


if __name__ == "__main__":
    main(sys.argv[1:])
