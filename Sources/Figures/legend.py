"""Legends: a sample for each name, and where there is room for them."""


def key(color, item):
    """A sample of a line."""
    width, opacity = legend_stroke(item["stroke"])
    return Line2D(
        [], [], color=color, linestyle=LINES[item["line"]], linewidth=width, marker=MARKERS[item["marker"]], alpha=opacity, **(OPEN if "markerPhase" in item else FILLED),
    )  # fmt: skip


def sample(item):
    """What a legend shows for a key: its line, on an area where it has one."""
    color = paint(item["color"])
    area = [Patch(color=color, alpha=BANDS[item["band"]], lw=0)] if "band" in item else []
    return [*area, key(color, item)]


def entries(figure, panels, painted):
    """Groups of label → its sample: keys or labelled curves and bands; then lines across; then grey cells."""
    curves, lines, cells = {}, {}, {}
    for panel, colors_ in zip(panels, painted):
        for area in panel["bands"]:
            if "label" in area:
                patch = Patch(color=paint(area["color"]), alpha=BANDS[area["role"]], lw=0)
                curves.setdefault(area["label"], {}).setdefault("band", patch)
        for series, color in zip(panel["series"], colors_):
            if "label" in series:
                curves.setdefault(series["label"], {}).setdefault("curve", key(color, series))
        for item in panel["marks"]:
            if "label" in item and not ("x" in item and "y" in item):
                lines[item["label"]] = [Line2D([], [], color=paint(item["color"]), lw=0.9, ls=LINES[item["line"]])]
        heat = panel.get("heatmap", {})
        if "missing" in heat and any(value is None for row in heat["values"] for value in row):
            cross = [] if is_fine(heat) or "notes" in heat else [Line2D([], [], color=MUTED, ls="", **CROSS)]
            cells[heat["missing"]] = [Patch(fc=MISSING, ec="0.75", lw=0.4), *cross]
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
