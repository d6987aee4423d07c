"""What the panels of a figure hold: curves, bands, heatmaps, points and lines with names."""


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


def line(ax, series, color):
    apart = "markerPhase" in series
    width, opacity = stroke(series["stroke"])
    x, y = numbers(series["x"]), numbers(series["y"])
    many = series["line"] == "none" and len(x) > MOST_SHAPES
    return ax.plot(
        x, y, color=color, linestyle=LINES[series["line"]], rasterized=many,
        linewidth=width, marker=MARKERS[series["marker"]], alpha=opacity, solid_joinstyle="round",
        zorder=3, markevery=(series["markerPhase"] * MARKER_GAP, MARKER_GAP) if apart else None,
        **(OPEN if apart else CLOUD if many else FILLED),
    )  # fmt: skip


def band(ax, area):
    ax.fill_between(
        numbers(area["x"]), numbers(area["low"]), numbers(area["high"]), color=paint(area["color"]),
        alpha=BANDS[area["role"]], linewidth=0, zorder=2,
    )  # fmt: skip


def is_fine(heat):
    """Whether the cells of a heatmap are too many to be shapes of their own."""
    return len(heat["values"]) * len(heat["values"][0]) > MOST_SHAPES


def heatmap(fig, ax, panel):
    """Coloured cells; a cell without a value is grey, and crossed where cells are large enough for that."""
    heat = panel["heatmap"]
    values = [numbers(row) for row in heat["values"]]
    known = [v for row in values for v in row if math.isfinite(v) and (v > 0 or heat["scale"] != "log")]
    low = heat.get("from", min(known))
    high = heat.get("to", max(low, *known))
    norm = colors.LogNorm(low, high) if heat["scale"] == "log" else colors.Normalize(low, high)
    x, y = panel["x"]["scale"], panel["y"]["scale"]
    many = is_fine(heat)
    # Cells that are shapes overlap a little, as viewers show seams between them otherwise.
    mesh = ax.pcolormesh(
        edges(heat["x"], x), edges(heat["y"], y), values, norm=norm, cmap="viridis",
        edgecolors="none" if many else "face", linewidth=0.15, rasterized=many, zorder=1,
    )  # fmt: skip
    ax.set_facecolor(MISSING)
    if not many and "notes" not in heat:
        missing = [(heat["x"][j], heat["y"][i]) for i, row in enumerate(values) for j, v in enumerate(row) if v != v]
        ax.plot(*zip(*missing) if missing else ([], []), color=MUTED, ls="", zorder=2, **CROSS)
    ax.tick_params(which="both", direction="out", top=False, right=False)
    bar = fig.colorbar(mesh, ax=ax, pad=0.025, aspect=22, label=heat["label"])
    bar.outline.set_linewidth(0.6)
    return bar


def note(ax, panel):
    """Texts in the cells of a heatmap that have no value, where the longest fits into the smallest cell."""
    heat = panel["heatmap"]
    found = [
        ax.text(heat["x"][j], heat["y"][i], text, fontsize=TINY, color=INK, ha="center", va="center", zorder=2)
        for i, row in enumerate(heat.get("notes", [])) for j, text in enumerate(row) if text and heat["values"][i][j] is None
    ]  # fmt: skip
    x, y = edges(heat["x"], panel["x"]["scale"]), edges(heat["y"], panel["y"]["scale"])
    right, up = (
        [ax.transData.transform((a, y[0]))[0] for a in x], [ax.transData.transform((x[0], b))[1] for b in y]
    )  # fmt: skip
    width, height = (min(abs(b - a) for a, b in zip(c, c[1:])) for c in (right, up))
    for text in found:
        text.set_in_layout(False)
    boxes = [text.get_window_extent() for text in found]
    if any(box.width > 0.96 * width or box.height > 0.96 * height for box in boxes):
        for text in found:
            text.remove()


def arrows(ax, items):
    """Arrows at the upper edge, those of one place beside each other and their texts below one another."""
    places = {}
    for item in items:
        places.setdefault(item["x"], []).append(item)
    pixels = sorted(ax.transData.transform((x, ax.get_ylim()[0]))[0] for x in places)
    point = ax.figure.dpi * POINT
    gap = min([b - a for a, b in zip(pixels, pixels[1:])], default=math.inf) / point
    most = max(map(len, places.values()))
    step = min(ARROW["apart"], 12 / max(most - 1, 1))
    upright = False
    for attempt in ("level", "upright", "none"):
        texts, upright = [], attempt == "upright"
        for x, group in places.items():
            for i, item in enumerate(group):
                if "label" not in item or attempt == "none":
                    continue
                aside = (TINY + 0.5) * (i - (len(group) - 1) / 2) if upright else 0
                down = ARROW["length"] + 1.5 + (0 if upright else (TINY + 0.5) * i)
                texts.append(ax.annotate(
                    item["label"], (x, 1), (aside, -down), xycoords=ax.get_xaxis_transform(), textcoords="offset points",
                    fontsize=TINY, color=paint(item["color"]), ha="center", va="top", rotation=90 if upright else 0, zorder=5,
                    bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 0.3},
                ))  # fmt: skip
                texts[-1].set_in_layout(False)
        widths = [text.get_window_extent().width / point for text in texts]
        if max(widths, default=0) * (most if upright else 1) + 1 <= gap:
            break
        for text in texts:
            text.remove()
    for x, group in places.items():
        for i, item in enumerate(group):
            aside = step * (i - (len(group) - 1) / 2)
            tip = offset_copy(ax.get_xaxis_transform(), ax.figure, x=aside, units="points")
            arrow = ax.annotate(
                "", (x, 1), (0, -ARROW["length"]), xycoords=tip, textcoords="offset points", zorder=4,
                arrowprops={
                    "arrowstyle": "-|>,head_length=0.5,head_width=0.28", "color": paint(item["color"]), "linewidth": 0.9,
                    "mutation_scale": 7, "shrinkA": 0, "shrinkB": 0,
                },
            )  # fmt: skip
            arrow.set_in_layout(False)


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
