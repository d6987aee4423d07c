"""The results as text."""


def rate(value):
    return f"{value:.3g}" if value < 1e4 else f"{value:.2e}".replace("e+0", "e").replace("e+", "e")


def goal(value, wanted, digits=0, decides=True, at_most=False):
    """The measured value, and the goal in brackets: with ✗ where it was missed, with ? where that cannot be judged."""
    text = f"{value:.{digits}f}"
    if wanted is None:
        return text
    is_met = value <= wanted if at_most else value >= wanted
    sign = "" if decides and is_met else "✗ " if decides else "? "
    return f"{text} ({sign}{wanted:g})"


def rival(row, kind):
    """The fastest rival of a kind in this row; None where none was measured."""
    named = [r for r in row.get("rivals", []) if r["name"].startswith(kind)]
    return max(named, key=lambda r: r["median"]) if named else None


# A peak that moved by more than this within a row was disturbed, and what was measured beside it decides nothing.
STEADY = 0.10
# Of the ideal, at least so much must the peak itself gain from more threads for the engine's gain to mean anything.
SCALES = 0.95


def decides(row):
    """Whether the machine was quiet enough in this row for a goal to be met or missed."""
    if "scaling" in row:
        return row["peak_scaling"]["median"] >= SCALES * row["threads"]
    if "ratio" in row:
        return row["ratio"]["spread"] <= 3 * STEADY
    if "bandwidth" in row:
        return row["bandwidth"]["spread"] <= 2 * STEADY
    if "peak" in row:
        return row["peak"]["spread"] <= STEADY and row["percent"]["median"] <= 100
    return "percent" not in row or row["percent"]["spread"] <= 2 * STEADY


def narrow(row):
    """A line about a narrow network."""
    line = (
        f"{row['label']}, a = 0: {rate(row['rate']['median'])} step-seeds/s; 24 bytes a stepped weight are "
        f"{goal(row['percent']['median'], row['goal_percent'], 0, decides(row))} % of {row['bandwidth']['median'] / 1e9:.0f} GB/s read from L2")
    for kind, wanted in (("NumPy", row["goal_numpy"]), ("JAX", row["goal_jax"])):
        if other := rival(row, kind):
            line += f"; {goal(row['rate']['median'] / other['median'], wanted, 1, decides(row))} × {other['name']}"
    return line


HEADER = ["", "step-seeds/s", "spread", "peak's", "% of peak (goal)", "best %", "NumPy", "ratio", "JAX", "ratio (goal)", "variants"]


def line(row):
    """One row of the table."""
    percent = row["percent"]
    cells = [row["label"], rate(row["rate"]["median"]), f"{100 * row['rate']['spread']:.0f} %"]
    cells += [f"{100 * row['peak']['spread']:.0f} %"]
    cells += [goal(percent["median"], row.get("goal_percent"), 1, decides(row)), f"{percent['best']:.1f}"]
    numpy, jax = rival(row, "NumPy"), rival(row, "JAX")
    for other, wanted in ((numpy, None), (jax, row.get("goal_ratio"))):
        if other:
            cells += [rate(other["median"]), goal(row["rate"]["median"] / other["median"], wanted, 1, decides(row))]
        else:
            cells += ["", ""]
    return cells + ["; ".join(other["name"] for other in (numpy, jax) if other)]


def columns(lines):
    """Lines of cells as a Markdown table with aligned columns."""
    widths = [max(len(cells[i]) for cells in lines) for i in range(len(lines[0]))]
    padded = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |" for cells in lines]
    return [padded[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *padded[1:]]


def missed(rows):
    """A sentence for every goal that was not reached."""
    for row in rows:
        jax, numpy = rival(row, "JAX"), rival(row, "NumPy")
        pairs = [(row["percent"]["median"], row.get("goal_percent"), "%")] if "percent" in row else []
        if jax:
            wanted = row.get("goal_ratio", row.get("goal_jax"))
            pairs.append((row["rate"]["median"] / jax["median"], wanted, "× JAX"))
        if numpy:
            pairs.append((row["rate"]["median"] / numpy["median"], row.get("goal_numpy"), "× NumPy"))
        if "scaling" in row:
            pairs.append((row["scaling"]["median"], row["goal_scaling"], "×"))
        for value, wanted, unit in pairs:
            if wanted is not None and value < wanted and decides(row):
                yield f"{row['label']}: {value:.1f} {unit}, goal {wanted:g}"
        if "ratio" in row and row["ratio"]["median"] > row["goal_at_most"] and decides(row):
            yield f"{row['label']}: {row['ratio']['median']:.2f} × a gradient, goal at most {row['goal_at_most']:g}"


def undecided(rows):
    """The rows whose goals could not be judged."""
    goals = ("goal_percent", "goal_ratio", "goal_scaling", "goal_at_most")
    return [row["label"] for row in rows if any(row.get(g) is not None for g in goals) and not decides(row)]


def text(results):
    """The whole report."""
    machine, rows = results["machine"], results["rows"]
    lines = [f"{machine['processor']}, {machine['threads']} threads, {results['date']}; {results['command']}"]
    rated = [row for row in rows if row["kind"] in ("real", "variation", "avx2")]
    if rated:
        peak = rated[0]["peak"]
        lines += [f"peak {peak['median'] / 1e9:.1f} GFLOP/s ({rated[0]['family']}), best {peak['best'] / 1e9:.1f}", ""]
        lines += columns([HEADER] + [line(row) for row in rated]) + [""]
    for row in rows:
        if row["kind"] == "scaling":
            lines.append(
                f"{row['label']}: {goal(row['scaling']['median'], row['goal_scaling'], 2, decides(row))}; "
                f"the peak itself {row['peak_scaling']['median']:.2f}")
        elif row["kind"] == "flow":
            at_most = goal(row["ratio"]["median"], row["goal_at_most"], 2, decides(row), at_most=True)
            lines.append(f"{row['label']}: an evaluation takes {at_most} times a gradient of the reference engine")
        elif row["kind"] == "narrow":
            lines.append(narrow(row))
        elif row["kind"] == "counts":
            counted = f"{row['label']}: {row['allocations']:.4f} allocations a step"
            if "instructions" in row:
                counted += (
                    f"; {row['instructions']:.0f} instructions a step of eight seeds "
                    f"({row['instructions_family']}, by {row['instructions_source']})")
            lines.append(counted)
        elif row["kind"] == "run":
            lines.append(
                f"{row['label']}: {goal(row['percent']['median'], row['goal_percent'], 1, decides(row))} % of the engine's rate, best "
                f"{row['percent']['best']:.1f}; {min(row['seconds']):.1f} s, start-up {min(row['start_up_seconds']):.2f} s")
    faults, open_ = list(missed(rows)), undecided(rows)
    lines += ["", "Missed:" if faults else "No goal was missed."] + [f"  {fault}" for fault in faults]
    if open_:
        lines += [f"Not to be judged (?), as the machine was busy: {', '.join(open_)}"]
    return "\n".join(lines)
