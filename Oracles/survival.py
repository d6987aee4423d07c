"""Makes Tests/StatisticsTests/Fixtures/survival.json: Kaplan-Meier quantiles and intervals of the median by lifelines.

An independent program. Times are drawn so that many are equal, and equal to ends; one case is Freireich's of 21 patients in
remission, which textbooks work by hand (median 23 weeks). Intervals are those of S(t) on the scale log(-log S), read at 1/2; where S
is 0 there is none, as in R's survfit. A quantile or an end that does not exist is null. Run from the project's root: python3 Oracles/survival.py. Needs lifelines
(made with 0.30.3).
"""

import json
import math
import random
from pathlib import Path

from lifelines import KaplanMeierFitter
from lifelines.utils import qth_survival_times

source = random.Random(13)


def finite(x):
    return None if math.isinf(x) or math.isnan(x) else float(x)


def case(name, arrivals, ends):
    fit = KaplanMeierFitter().fit(arrivals + ends, [1] * len(arrivals) + [0] * len(ends))
    survival = fit.survival_function_
    ends_of_interval = fit.confidence_interval_[survival.iloc[:, 0] > 1e-9]
    interval = qth_survival_times(0.5, ends_of_interval).iloc[0]
    # At S = 1/2 exactly lifelines' logarithms may round to either side: such a case is none to compare with.
    if any(abs(s - q) < 1e-9 for s in survival.iloc[:, 0] for q in (0.25, 0.5, 0.75)):
        return None
    quartile, median, upper_quartile = (finite(qth_survival_times(q, survival)) for q in (0.75, 0.5, 0.25))
    return {
        "name": name, "arrivals": arrivals, "ends": ends, "quartile": quartile, "median": median,
        "upperQuartile": upper_quartile, "lower": finite(interval.iloc[0]), "upper": finite(interval.iloc[1]),
    }


def drawn(number):
    runs = source.choice([5, 9, 23, 64, 201])
    times = [float(math.ceil(20 * source.expovariate(1))) for _ in range(runs)]
    followed = [float(source.choice([4, 8, 15, 30, 60, 1000][: source.randint(1, 6)])) for _ in range(runs)]
    arrivals = [t for t, c in zip(times, followed) if t <= c]
    ends = [c for t, c in zip(times, followed) if t > c]
    return case(f"drawn {number}", arrivals, ends) if arrivals else None


remission = [6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
cases = [case("remission", *([float(t) for t in part] for part in remission))]
cases += [drawn(i) for i in range(120)]
cases = [c for c in cases if c is not None]
path = Path(__file__).resolve().parent.parent / "Tests" / "StatisticsTests" / "Fixtures" / "survival.json"
path.write_text("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
print(len(cases), "cases,", sum(c["median"] is None for c in cases), "without a median")
