"""From a store to a labels file, whole processes: Segmenta beside h5py + scikit-learn, in turn.

    benchmarks/whole_job.py --program build/release/segmenta [--rows 4000000] [--features 16] [--k 16] [--runs 5]

The store is log-normal customers in contiguous float32 columns, written once. Each run is a process of its own that
reads it, standardises, runs 20 iterations from its own default seeding and writes ids and labels. Prints the median
of each and of their ratio, pair by pair. Needs numpy, h5py and scikit-learn.
"""
import argparse
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


def seconds(command):
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--rows", type=int, default=4_000_000)
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--k", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        store = folder / "customers.h5"
        write_store(store, options.rows, options.features)
        ours = [options.program, "fit", store, "--k", str(options.k), "--max-iter", "20", "--log", "none",
                "-o", folder / "model.h5", "--segments", folder / "segments.h5", "--json", "--quiet"]
        theirs = [sys.executable, "-c", PEER, store, folder / "labels.h5", str(options.k)]
        pairs = []
        for run in range(options.runs + 1):  # the first warms the caches
            pair = seconds(ours), seconds(theirs)
            if run:
                pairs.append((pair[0][0], pair[1][0]))
        print(pair[0][1])
        print("scikit-learn inertia", pair[1][1].strip())
        print(f"segmenta      {statistics.median(a for a, _ in pairs):.2f} s")
        print(f"scikit-learn  {statistics.median(b for _, b in pairs):.2f} s")
        print(f"ratio         {statistics.median(b / a for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
