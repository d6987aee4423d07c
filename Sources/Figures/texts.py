"""Texts that must fit, and the shaded stages whose names they are."""


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
