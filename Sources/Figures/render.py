"""Draws figures with matplotlib from their JSON descriptions.

    python3 -c "$(cat panel.py render.py)" pdf,svg,png STEM...      one description a line on standard input, one STEM for each
    python3 -c "$(cat panel.py render.py)" --version                the versions that would draw

Each figure becomes STEM.pdf, STEM.svg, STEM.png, as asked for. The same description gives the same bytes. The
meaning of every key is documented in Figure.swift and its neighbours. Exit status 65: matplotlib refuses a figure;
69: matplotlib cannot be imported; the last line on standard error says why.
"""

# Axes


def tick(axis, inches, spec, horizontal):
    """Ticks in proportion to the axis's length; on a log axis the numbers of ticks are set, never guessed."""
    room = max(int(inches / (0.42 if horizontal else 0.19)), 2)
    low, high = sorted(axis.get_view_interval())
    if "ticks" in spec:
        axis.set_major_locator(ticker.FixedLocator(spec["ticks"]))
        axis.set_minor_locator(ticker.NullLocator())
        axis.set_major_formatter(ticker.ScalarFormatter(useMathText=True))
        if "tickLabels" in spec:
            letters = inches / len(spec["ticks"]) / (0.5 * SMALL * POINT) - 1
            texts = [broken(text, letters) if horizontal else text for text in spec["tickLabels"]]
            axis.set_major_formatter(ticker.FixedFormatter(texts))
            axis.set_tick_params(which="both", length=0)
            for text in axis.get_ticklabels():
                text.set_linespacing(1.0)
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


def broken(text, letters):
    """A text broken outside its formulas into lines of about so many letters, as the text of ticks has no extent yet."""
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|\S)+", text):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(re.sub(r"\\\w+|[${}^_]", "", longer)) > letters:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def scale(ax, panel):
    """Scales and limits, before anything that depends on them is drawn."""
    for name, spec in (("x", panel["x"]), ("y", panel["y"])):
        options = {"log": {"nonpositive": "mask"}, "symlog": {"linthresh": spec["linearThreshold"]}}
        getattr(ax, f"set_{name}scale")(spec["scale"], **options.get(spec["scale"], {}))
    if not any(series["marker"] != "none" and "markerPhase" not in series for series in panel["series"]):
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
    groups = [named] if keys is None else [{k["label"]: sample(k) for k in row} for row in keys]
    return [group for group in (*groups, lines, cells) if group]


def legend_rows(fig, group, columns, place):
    """A group row by row, its columns aligned; matplotlib itself goes column by column."""
    items = [(tuple(handle), text) for text, handle in group.items()]
    items = [item for column in range(columns) for item in items[column::columns]]
    legend = fig.legend(
        *zip(*items), ncols=columns, loc="lower center", bbox_to_anchor=(0.5, place / fig.get_figheight()), borderpad=0,
        labelspacing=0.55,
    )  # fmt: skip
    legend.set_in_layout(False)
    return legend


def below(fig, groups):
    """A legend for all panels under them; returns its height in inches. Groups share a row where they fit."""
    for legend in list(fig.legends):
        legend.remove()

    def fits(group, columns):
        legend = legend_rows(fig, group, columns, 0)
        width = legend.get_window_extent().width
        legend.remove()
        return width < 0.97 * fig.bbox.width

    blocks = []
    for group in groups:
        if blocks and blocks[-1][1] == len(blocks[-1][0]):
            joined = {**blocks[-1][0], **group}
            if fits(joined, len(joined)):
                blocks[-1] = (joined, len(joined))
                continue
        rows = 1
        while not fits(group, math.ceil(len(group) / rows)) and rows < len(group):
            rows += 1
        blocks.append((group, math.ceil(len(group) / rows)))
    place = BORDER
    for group, columns in reversed(blocks):
        legend = legend_rows(fig, group, columns, place)
        rows = math.ceil(len(group) / columns)
        place += LEGEND_ROW if rows == 1 else legend.get_window_extent().height / fig.dpi + 0.055
    return place + 0.02 if blocks else 0


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
    title = fig.suptitle("")
    wrap(title, 0.96 * fig.bbox.width, figure.get("title", ""))
    top = 0.05 + 0.15 * (title.get_text().count("\n") + 1) if "title" in figure else 0
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
            fig.set_figheight(lines * (box + texts) + foot + top)
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


def refusal(error):
    """Why matplotlib refuses a figure, on one line: of a formula the text that holds it, not the grammar."""
    lines = str(error).strip("\n").splitlines() or [type(error).__name__]
    if len(lines) > 1 and "Parse" in lines[-1]:
        place = max(len(lines[-2]) - 1, 0) if lines[-2].strip() == "^" else 0
        # Short reasons, such as an unknown symbol, help; those that list all that was expected do not.
        reason = re.match(r"\w+: (.{1,60}?)(?:, found|\s+\(at char)", lines[-1])
        text = lines[0] if len(lines[0]) <= 80 else lines[0][:79] + "…"
        return (
            f"matplotlib cannot read the formula in “{text}” at its character {place + 1}"
            f"{f' ({reason[1]})' if reason else ''}; check what stands between "
            "the dollar signs, or write \\$ for the sign"
        )
    return f"matplotlib refuses it: {' '.join(str(error).split())[:300]}"


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
            print(f"figure “{figure['name']}”: {refusal(error)}", file=sys.stderr)
            sys.exit(65)


if __name__ == "__main__":
    main(sys.argv[1:])
