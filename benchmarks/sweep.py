"""A sweep over the number of clusters: `segmenta fit --k LO..HI` beside the same loop in scikit-learn, in turn.

    benchmarks/sweep.py --program build/release/segmenta [--data normal|blobs] [--rows 1000000] [--features 16]
                        [--from 2] [--to 12] [--restarts 3] [--tol 1e-4] [--runs 3]

The loop is KMeans(k, n_init=RESTARTS).fit for each k, then, timed apart, calinski_harabasz_score and
davies_bouldin_score, the evidence that scikit-learn has cheaply. Each run is a process of its own over the same
float32 numbers; times are of the work in memory, as each process reports it: those of Segmenta are seeding, refining
and iterating for every k, then its evidence (these two, simplified silhouette, agreement of the starts; bootstrap with
--bootstrap). Prints medians and the median of the ratios, pair by pair. Needs numpy, h5py and scikit-learn.
"""
import argparse
import pathlib
import statistics
import sys
import tempfile

import whole_job

PEER = """
import json, sys, time
import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score
data, tol = np.load(sys.argv[1]), float(sys.argv[2])
first, last, restarts, seed = map(int, sys.argv[3:])
seconds = {"clustering": 0, "evidence": 0}
inertia = []
for k in range(first, last + 1):
    start = time.perf_counter()
    fit = KMeans(k, n_init=restarts, tol=tol, random_state=seed).fit(data)
    clustered = time.perf_counter()
    calinski_harabasz_score(data, fit.labels_)
    davies_bouldin_score(data, fit.labels_)
    seconds["clustering"] += clustered - start
    seconds["evidence"] += time.perf_counter() - clustered
    inertia.append(float(fit.inertia_))
print(json.dumps({"seconds": seconds, "inertia": inertia}))
"""


def normal(random, rows, features):
    """Normal values that share a factor."""
    import numpy as np

    return (0.6 * random.normal(size=(rows, 1)) + 0.8 * random.normal(size=(rows, features))).astype(np.float32)


def blobs(random, rows, features):
    """20 clusters of unit variance whose centers are about 2.8 apart."""
    import numpy as np

    centers = random.normal(size=(20, features)) * 2 / features**0.5
    return (centers[random.integers(20, size=rows)] + random.normal(size=(rows, features))).astype(np.float32)


DATA = {"normal": normal, "blobs": blobs}


def write_data(folder, data):
    """The same numbers for both: a matrix, and a store of it."""
    import h5py
    import numpy as np

    np.save(folder / "data.npy", data)
    with h5py.File(folder / "customers.h5", "w") as file:
        file["id"] = np.arange(len(data))
        for j in range(data.shape[1]):
            file[f"features/f{j:02}"] = np.ascontiguousarray(data[:, j])


def of_segmenta(reply):
    parts = reply["seconds"]
    clustering = parts["seed"] + parts["refine"] + parts["iterate"]
    return {"seconds": {"clustering": clustering, "evidence": parts["evidence"]},
            "inertia": [one["inertia"] for one in reply["evidence"]]}


def measure(options, folder):
    """For each of the two, run in turn: what each run says of its seconds and inertias."""
    sweep = [options.tol, options.first, options.last, options.restarts]
    replies = {"Segmenta": [], "scikit-learn": []}
    for run in range(options.runs + 1):  # the first warms the caches
        ours = [options.program, "fit", folder / "customers.h5", "--k", f"{options.first}..{options.last}",
                "--tol", options.tol, "--restarts", options.restarts, "--seed", run, "--bootstrap", options.bootstrap,
                "--scale", "none", "--log", "none", "--device", "cpu", "-o", folder / "model.h5", "--json", "--quiet"]
        theirs = [sys.executable, "-c", PEER, folder / "data.npy", *sweep, run]
        for name, command in (("Segmenta", ours), ("scikit-learn", theirs)):
            reply = whole_job.timed(command)[1]
            if run:
                replies[name].append(of_segmenta(reply) if name == "Segmenta" else reply)
    return replies


def clustering(reply):
    return reply["seconds"]["clustering"]


def with_evidence(reply):
    return sum(reply["seconds"].values())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", choices=DATA, default="normal", help="default: normal")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--from", dest="first", type=int, default=2)
    parser.add_argument("--to", dest="last", type=int, default=12)
    parser.add_argument("--restarts", type=int, default=3)
    parser.add_argument("--tol", type=float, default=1e-4, help="default: 1e-4, that of scikit-learn")
    parser.add_argument("--bootstrap", type=int, default=0, help="rounds of Segmenta's bootstrap; default: 0")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_data(folder, DATA[options.data](np.random.default_rng(1), options.rows, options.features))
        replies = measure(options, folder)
    for what, seconds in (("clustering", clustering), ("with evidence", with_evidence)):
        medians = ", ".join(f"{name} {statistics.median(map(seconds, all)):.2f} s" for name, all in replies.items())
        ratio = whole_job.ratio(map(seconds, replies["Segmenta"]), map(seconds, replies["scikit-learn"]))
        print(f"{what}: {medians}, ratio {ratio:.2f}")
    over = [statistics.median(ours) / statistics.median(theirs)
            for ours, theirs in zip(*[zip(*(reply["inertia"] for reply in all)) for all in replies.values()])]
    print(f"inertia over scikit-learn's, by k: {min(over):.5f} to {max(over):.5f}")


if __name__ == "__main__":
    main()
