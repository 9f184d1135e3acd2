"""Data sets whose number of clusters is known, and data sets that have none, for study.py.

Every set is made from its part ("develop" or "held-out") and its number alone. Planted sets take their family, k (2 to
12), features (2 to 16) and rows in turn; how far clusters are apart is drawn for each. Sets without clusters come in
the kinds of NONE. Needs numpy.
"""
import dataclasses

import numpy as np

SEED = {"develop": 1, "held-out": 2}
COUNTS = {"develop": (66, 22), "held-out": (89, 33)}  # planted, without clusters


@dataclasses.dataclass
class DataSet:
    name: str
    family: str
    k: int  # 1: without clusters
    values: np.ndarray  # [rows x features]
    labels: np.ndarray  # [rows]


def centers(rng, k, features, apart):
    """k points whose closest two are `apart`: of some draws, the one that spreads most evenly."""
    draws = [rng.uniform(size=(k, features)) for _ in range(30)]
    gaps = [min(np.linalg.norm(a - b) for i, a in enumerate(draw) for b in draw[:i]) for draw in draws]
    best = int(np.argmax(gaps))
    return draws[best] * (apart / gaps[best])


def sizes(rng, rows, k, least=None):
    """Rows of each cluster: about equal, or uneven with a smallest share."""
    if least is None:
        shares = rng.uniform(0.8, 1.2, size=k)
        shares /= shares.sum()
    else:
        shares = least + (1 - k * least) * rng.dirichlet(np.full(k, 1.0))
    return np.maximum((shares * rows).astype(int), 8)


def labels_of(counts):
    return np.repeat(np.arange(len(counts)), counts)


def round_apart(rng, k, features, rows):
    labels = labels_of(sizes(rng, rows, k))
    return centers(rng, k, features, rng.uniform(5.5, 9))[labels] + rng.normal(size=(len(labels), features)), labels


def round_overlapping(rng, k, features, rows):
    labels = labels_of(sizes(rng, rows, k))
    return centers(rng, k, features, rng.uniform(3.8, 4.8))[labels] + rng.normal(size=(len(labels), features)), labels


def uneven(rng, k, features, rows):
    labels = labels_of(sizes(rng, rows, k, least=min(0.015 + rng.uniform(0, 0.03), 0.6 / k)))
    return centers(rng, k, features, rng.uniform(5.5, 9))[labels] + rng.normal(size=(len(labels), features)), labels


def elongated(rng, k, features, rows):
    """Covariances of their own, axes up to 4 : 1; no two nearer than 3 deviations of each along their line."""
    roots = []
    for _ in range(k):
        axes = np.linalg.qr(rng.normal(size=(features, features)))[0]
        roots.append(axes * rng.uniform(0.5, 2, size=features))
    middle = centers(rng, k, features, 1)
    least = np.inf
    for i in range(k):
        for j in range(i):
            line = middle[i] - middle[j]
            length = np.linalg.norm(line)
            spread = sum(np.linalg.norm((line / length) @ roots[c]) for c in (i, j))
            least = min(least, length / spread)
    labels = labels_of(sizes(rng, rows, k))
    noise = rng.normal(size=(len(labels), features))
    spread_out = np.einsum("nij,nj->ni", np.array(roots)[labels], noise)
    return middle[labels] * (rng.uniform(3, 4.5) / least) + spread_out, labels


def heavy_tails(rng, k, features, rows):
    labels = labels_of(sizes(rng, rows, k))
    tails = np.sqrt(rng.chisquare(5, size=(len(labels), 1)) / 5)
    noise = rng.normal(size=(len(labels), features)) / tails
    return centers(rng, k, features, rng.uniform(7, 10))[labels] + noise, labels


def with_noise(rng, k, features, rows):
    """A quarter of the features tell nothing."""
    features = max(features, 6)
    telling = features - features // 4
    values, labels = round_apart(rng, k, telling, rows)
    noise = rng.normal(size=(len(labels), features - telling)) * values.std() / 2
    return np.hstack([values, noise]), labels


def balls(rng, k, features, rows):
    """Uniform in balls of different radii."""
    labels = labels_of(sizes(rng, rows, k))
    middle = centers(rng, k, features, rng.uniform(2.6, 3.6))
    way = rng.normal(size=(len(labels), features))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    radius = rng.uniform(0.5, 1, size=k)[labels] * rng.uniform(size=len(labels)) ** (1 / features)
    return middle[labels] + way * radius[:, None], labels


CUSTOMER = ((3.5, 1.2), (2.2, 0.8), (5.5, 1.3), (3.2, 0.8), (1.5, 0.6), (2.5, 0.7))  # log means and their spread


def customers(rng, k, features, rows):
    """Skewed as customers are: lognormal amounts, whole days and orders."""
    features = min(max(features, 3), len(CUSTOMER))
    inner = rng.uniform(0.2, 0.35)
    middle = centers(rng, k, features, inner * rng.uniform(5.5, 8))
    labels = labels_of(sizes(rng, rows, k, least=min(0.03, 0.6 / k)))
    logs = np.array([mean for mean, _ in CUSTOMER[:features]]) + middle - middle.mean(axis=0)
    logs = logs[labels] + inner * rng.normal(size=(len(labels), features))
    values = np.exp(logs)
    values[:, 0] = np.round(values[:, 0])
    values[:, 1] = 1 + rng.poisson(values[:, 1])
    values[:, 2:] = np.round(values[:, 2:], 2)
    return values, labels


PLANTED = (round_apart, uneven, customers, elongated, round_overlapping, heavy_tails, with_noise, balls)


def box(rng, features, rows):
    return rng.uniform(size=(rows, features)) * rng.uniform(0.7, 1.5, size=features)


def ball(rng, features, rows):
    way = rng.normal(size=(rows, features))
    return way / np.linalg.norm(way, axis=1, keepdims=True) * rng.uniform(size=(rows, 1)) ** (1 / features)


def one_gaussian(rng, features, rows):
    return rng.normal(size=(rows, features))


def correlated(rng, features, rows):
    return rng.normal(size=(rows, features)) @ rng.normal(size=(features, features))


def lognormal(rng, features, rows):
    return np.exp(0.8 * rng.normal(size=(rows, features)) + 0.5 * rng.normal(size=(rows, 1)))


def counts(rng, features, rows):
    return rng.poisson(rng.uniform(1.5, 9, size=features), size=(rows, features)).astype(float)


def curve(rng, features, rows):
    """A bent line of customers, from few and small orders to many."""
    along = rng.uniform(size=(rows, 1))
    bends = np.hstack([along ** (1 + j / 2) for j in range(features)])
    return bends + 0.04 * rng.normal(size=(rows, features))


def shop(rng, features, rows):
    """Recency, frequency and value of one continuum: whole days and orders, a skewed value that goes with them."""
    zeal = rng.gamma(1.3, size=rows)
    orders = 1 + rng.poisson(2.5 * zeal)
    days = np.floor(365 * rng.uniform(size=rows) ** (1 + 0.35 * orders))
    value = np.round(orders * np.exp(3.4 + 0.7 * rng.normal(size=rows)), 2)
    others = [np.round(np.exp(1 + 0.5 * np.log(orders) + 0.6 * rng.normal(size=rows)), 1) for _ in range(features - 3)]
    return np.column_stack([days, orders, value, *others])


def heavy_tail(rng, features, rows):
    return rng.normal(size=(rows, features)) / np.sqrt(rng.chisquare(4, size=(rows, 1)) / 4)


def exponential(rng, features, rows):
    return rng.exponential(size=(rows, features))


def triangle(rng, features, rows):
    return rng.dirichlet(np.ones(features + 1), size=rows)[:, :features]


NONE = (box, one_gaussian, shop, ball, correlated, lognormal, counts, curve, heavy_tail, exponential, triangle)
FEATURES = (2, 3, 4, 6, 8, 12, 16)


def planted(part, number):
    rng = np.random.default_rng((SEED[part], 1, number))
    make = PLANTED[number % len(PLANTED)]
    k = 2 + (number + number // 11) % 11
    features = FEATURES[(3 * number + number // 8) % len(FEATURES)]
    rows = max(600, int(k * rng.uniform(80, 350)))
    values, labels = make(rng, k, features, rows)
    return DataSet(f"{make.__name__}-{number}", make.__name__, k, values, labels)


def without(part, number):
    rng = np.random.default_rng((SEED[part], 2, number))
    make = NONE[number % len(NONE)]
    features = max(3 if make is shop else 2, FEATURES[(2 * number + number // 11) % len(FEATURES)])
    values = make(rng, features, int(rng.uniform(500, 4000)))
    return DataSet(f"{make.__name__}-{number}", make.__name__, 1, values, np.zeros(len(values), int))


def data_sets(part):
    with_clusters, without_any = COUNTS[part]
    for number in range(with_clusters):
        yield planted(part, number)
    for number in range(without_any):
        yield without(part, number)
