"""Makes classics.h5: classic data sets with what scikit-learn's k-means gives on them.

Each group has `data` [n x d], `start` [k x d] (rows of the data), scikit-learn's Lloyd from that start on the raw
data (`labels`, `centroids`, attribute `inertia`), and attribute `median_inertia`: over 20 seeds of KMeans(k) with
its defaults on standardised data.

Needs numpy, h5py and scikit-learn.
"""
import pathlib
import sys

import h5py
import numpy as np
from sklearn import datasets
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

SETS = {
    "iris": (datasets.load_iris, 3),
    "wine": (datasets.load_wine, 3),
    "breast_cancer": (datasets.load_breast_cancer, 6),
    "digits": (datasets.load_digits, 10),
    "diabetes": (datasets.load_diabetes, 8),
}


def main(folder):
    with h5py.File(folder / "classics.h5", "w") as file:
        for name, (load, k) in SETS.items():
            data = load().data.astype(np.float64)
            start = data[np.linspace(0, len(data) - 1, k).astype(int)]
            fit = KMeans(k, init=start, n_init=1, tol=0, max_iter=300, algorithm="lloyd").fit(data)
            scaled = StandardScaler().fit_transform(data)
            inertias = [KMeans(k, random_state=seed).fit(scaled).inertia_ for seed in range(20)]
            group = file.create_group(name)
            group.create_dataset("data", data=data, compression="gzip", compression_opts=9, shuffle=True)
            group["start"] = start
            group["labels"] = fit.labels_.astype(np.int32)
            group["centroids"] = fit.cluster_centers_
            group.attrs["inertia"] = fit.inertia_
            group.attrs["median_inertia"] = np.median(inertias)
            print(name, data.shape, k, fit.inertia_, fit.n_iter_, np.median(inertias))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent))
