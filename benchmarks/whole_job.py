"""From a store to a labels file, whole processes: Segmenta beside h5py + scikit-learn, in turn.

    benchmarks/whole_job.py --program build/release/segmenta [--peer intelex] [--rows 4000000] [--features 16] [--k 16]

The store is log-normal customers in contiguous float32 columns, written once. Each run is a process of its own that
reads it, standardises, runs 20 iterations from its own default seeding and writes ids and labels. Prints the median
of each and of their ratio, pair by pair. Needs numpy, h5py and scikit-learn; with --peer intelex scikit-learn-intelex.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PEER = """
import sys, h5py, numpy as np
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
store, output, k = sys.argv[1], sys.argv[2], int(sys.argv[3])
with h5py.File(store) as file:
    ids = file["id"][:]
    data = np.column_stack([file["features"][name][:] for name in file["features"]])
fit = KMeans(k, max_iter=20, tol=0, random_state=0).fit(StandardScaler().fit_transform(data))
with h5py.File(output, "w") as file:
    file["id"], file["segment"] = ids, fit.labels_
print(fit.inertia_)
"""
PEERS = {"sklearn": PEER, "intelex": "from sklearnex import patch_sklearn\npatch_sklearn(verbose=False)\n" + PEER}
NAMES = {"sklearn": "scikit-learn", "intelex": "scikit-learn-intelex"}


def write_store(path, rows, features):
    import h5py
    import numpy as np

    random = np.random.default_rng(1)
    shared = random.normal(size=rows).astype(np.float32)
    with h5py.File(path, "w") as file:
        file["id"] = np.arange(rows)
        for j in range(features):
            noise = random.normal(size=rows).astype(np.float32)
            file[f"features/f{j:02}"] = np.exp(0.5 * (0.6 * shared + 0.8 * noise)).astype(np.float32)


def timed(command):
    """Seconds of a whole process, and what it printed (JSON)."""
    start = time.perf_counter()
    done = subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True)
    return time.perf_counter() - start, json.loads(done.stdout)


def measure(program, peers, rows, features, k, runs):
    """For Segmenta and each peer, run in turn: its name, the seconds of its runs, and its inertia."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        store = folder / "customers.h5"
        write_store(store, rows, features)
        commands = {"Segmenta": [program, "fit", store, "--k", k, "--max-iter", 20, "--log", "none", "--bootstrap", 0, "-o",
                                 folder / "model.h5", "--segments", folder / "segments.h5", "--json", "--quiet"]}
        for peer in peers:
            commands[NAMES[peer]] = [sys.executable, "-c", PEERS[peer], store, folder / "labels.h5", k]
        seconds = {name: [] for name in commands}
        inertia = {}
        for run in range(runs + 1):  # the first warms the caches
            for name, command in commands.items():
                taken, printed = timed(command)
                inertia[name] = printed["inertia"] if name == "Segmenta" else printed
                if run:
                    seconds[name].append(taken)
        return [(name, seconds[name], inertia[name]) for name in commands]


def ratio(ours, theirs):
    """The median of theirs over ours, pair by pair."""
    return statistics.median(b / a for a, b in zip(ours, theirs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--peer", choices=PEERS, default="sklearn", help="default: sklearn")
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--k", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    ours, theirs = measure(options.program, [options.peer], options.rows, options.features, options.k, options.runs)
    for name, seconds, inertia in (ours, theirs):
        print(f"{name:21} {statistics.median(seconds):.2f} s, inertia {inertia:.6g}")
    print(f"{'ratio':21} {ratio(ours[1], theirs[1]):.2f}")


if __name__ == "__main__":
    main()
