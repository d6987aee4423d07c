"""Measurements that take turns, so that what else the machine does meets all of them alike."""

from statistics import median


class Series:
    """What one program showed in all rounds."""

    def __init__(self, values):
        self.values = list(values)

    @property
    def median(self):
        return median(self.values)

    @property
    def best(self):
        return max(self.values)

    @property
    def spread(self):
        """(greatest − least) / median."""
        return (max(self.values) - min(self.values)) / self.median

    def summary(self):
        return {"median": self.median, "best": self.best, "spread": self.spread, "values": self.values}


def take_turns(rounds, *measurements):
    """A Series of each measurement, a function without arguments: one of each a round."""
    results = [[measure() for measure in measurements] for _ in range(rounds)]
    return [Series(column) for column in zip(*results)]


def against_peak(ours, problem, settings, rivals=()):
    """Our rate, its per cent of the peak measured just before and just after it, and the rates of rivals."""
    steps = ours.rate(problem, settings.seconds)["steps"]
    peaks, rates, percents = [], [], []
    others = [[] for _ in rivals]
    for _ in range(settings.rounds):
        before = ours.peak(settings.seconds / 4)
        answer = ours.rate(problem, settings.seconds, steps)
        after = ours.peak(settings.seconds / 4)
        peaks += [before, after]
        rates.append(answer["rate"])
        percents.append(200 * answer["operations_per_second"] / (before + after))
        for rival, values in zip(rivals, others):
            values.append(rival.rate(settings.seconds))
    row = {"problem": problem, "threads": ours.threads, "family": answer["family"], "steps": steps}
    row["peak"], row["rate"], row["percent"] = (Series(x).summary() for x in (peaks, rates, percents))
    row["rivals"] = [{"name": rival.label, **Series(values).summary()} for rival, values in zip(rivals, others)]
    return row


def against_bandwidth(ours, problem, settings, rivals):
    """Our rate, 24 bytes a stepped weight and step as a per cent of what the level-2 cache gave just before and just after, and the rates of rivals."""
    steps = ours.rate(problem, settings.seconds)["steps"]
    widths = [int(width) for width in problem["widths"].split(",")]
    # What is stepped: W_1 in the span of its rows and of the target's.
    widths[0] = min(widths[0], widths[1] + 1)
    bytes_ = 24 * sum(rows * columns for rows, columns in zip(widths[1:], widths))
    bandwidths, rates, percents = [], [], []
    others = [[] for _ in rivals]
    for _ in range(settings.rounds):
        before = ours.read(settings.seconds / 4)
        rate = ours.rate(problem, settings.seconds, steps)["rate"]
        after = ours.read(settings.seconds / 4)
        bandwidths += [before, after]
        rates.append(rate)
        percents.append(200 * bytes_ * rate / (before + after))
        for rival, values in zip(rivals, others):
            values.append(rival.rate(settings.seconds))
    row = {"problem": problem, "threads": ours.threads, "steps": steps}
    row["bandwidth"], row["rate"], row["percent"] = (Series(x).summary() for x in (bandwidths, rates, percents))
    row["rivals"] = [{"name": rival.label, **Series(values).summary()} for rival, values in zip(rivals, others)]
    return row


def fastest(candidates, checksum, settings, count):
    """The `count` fastest of the rivals, each checked and tried once, and all of their rates."""
    tried = []
    for rival in candidates:
        rival.check(checksum)
        tried.append((rival.rate(settings.seconds / 2), rival))
    tried.sort(key=lambda pair: -pair[0])
    return [rival for _, rival in tried[:count]], {rival.label: rate for rate, rival in tried}
