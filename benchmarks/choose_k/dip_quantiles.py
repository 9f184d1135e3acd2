"""Quantiles of the dip of uniform samples, times the root of their size: the table in host/cluster/dip.cpp.

Needs numpy and diptest (Urlus), a binding of the code of R's package of that name, which checks ours. Takes minutes.
"""
import diptest
import numpy as np

SIZES = (4, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 5000, 20000)
ABOVE = (0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)


def main():
    rng = np.random.default_rng(1985)
    for size in SIZES:
        draws = min(200_000, 40_000_000 // size)
        dips = [diptest.dipstat(np.sort(rng.uniform(size=size)), sort_x=False) for _ in range(draws)]
        scaled = np.quantile(np.sqrt(size) * np.array(dips), 1 - np.array(ABOVE))
        print(f"    {{{size}, {{{', '.join(f'{x:.4f}' for x in scaled)}}}}},", flush=True)


if __name__ == "__main__":
    main()
