"""Axes: scales, limits, ticks and labels."""


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
