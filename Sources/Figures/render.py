"""Draws figures with matplotlib from their JSON descriptions.

    python3 -c "$(cat style.py texts.py panel.py axes.py legend.py render.py)" pdf,svg,png STEM...      one description a line on standard input, one STEM for each
    python3 -c "$(cat style.py texts.py panel.py axes.py legend.py render.py)" --version                the versions that would draw

Each figure becomes STEM.pdf, STEM.svg, STEM.png, as named by the first argument. The same description gives the same bytes. The
meaning of every key is documented in Figure.swift and its neighbours. Exit status 65: matplotlib refuses a figure;
69: matplotlib cannot be imported; the last line on standard error says why.
"""


def draw(figure):
    """The figure: drawn, then fitted until texts, ticks and legend agree with the sizes of the panels."""
    panels, legend = figure["panels"], figure["legend"]["placement"]
    columns = min(figure["columns"], len(panels))
    lines = math.ceil(len(panels) / columns)
    fig = Figure(figsize=(WIDTHS[figure["width"]], 2.4 * lines), layout="constrained")
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
        box = min(max(0.72 * fig.get_figwidth() / columns, 1.5), 2.15)
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
        if "arrows" in panel:
            arrows(ax, panel["arrows"])
        if "heatmap" in panel:
            note(ax, panel)
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
        if "arrows" in panel:
            ax.update_datalim([(arrow["x"], 1) for arrow in panel["arrows"]], updatey=False)
            ax.autoscale_view(scaley=False)
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
            f"{f' ({reason[1]})' if reason else ''}; check the text between "
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
