"""How often `segmenta fit` finds the planted number of clusters, and that there are none: beside other rules.

    benchmarks/choose_k/study.py --program build/release/segmenta --part develop|held-out [--ranges] [--keep FILE]

Every set of sets.py is written to a store and fitted with no option at all. A planted set counts as well separated
where `fit --k` of the true number recovers every planted cluster with a Jaccard similarity of 0.95 or more. The other
rules read the same evidence for 2 to 12. With --ranges, each set is fitted again with three ranges that hold the
answer, which must be the same. Needs numpy and h5py.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import tempfile

import h5py
import numpy as np

import sets


def write_store(path, values):
    with h5py.File(path, "w") as file:
        file["id"] = np.arange(len(values))
        for j in range(values.shape[1]):
            file[f"features/f{j:02}"] = np.ascontiguousarray(values[:, j])


def fit(program, folder, *options):
    command = [program, "fit", folder / "set.h5", "-o", folder / "model.h5", "--json", "--quiet", *options]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return json.loads(done.stdout)


def least_jaccard(planted, found):
    """Of the planted cluster that is recovered worst, the similarity to the segment that is most like it."""
    both = np.zeros((planted.max() + 1, found.max() + 1))
    np.add.at(both, (planted, found), 1)
    either = both.sum(1)[:, None] + both.sum(0)[None] - both
    return (both / either).max(axis=1).min()


def is_well_separated(program, folder, one):
    fit(program, folder, "--k", one.k, "--segments", folder / "segments.h5")
    with h5py.File(folder / "segments.h5") as file:
        return least_jaccard(one.labels, file["segment"][:]) >= 0.95


def ranks(values, more_is_better):
    values = [-v if more_is_better else v for v in values]
    return [1 + sum(other < v for other in values) for v in values]


def mean_rank(reply):
    """The rule of 0.1.0."""
    evidence = reply["evidence"]
    columns = [ranks([one["silhouette"] for one in evidence], True),
               ranks([one["calinski_harabasz"] for one in evidence], True),
               ranks([one["davies_bouldin"] for one in evidence], False)]
    return min(zip(map(sum, zip(*columns)), (-one["silhouette"] for one in evidence), (one["k"] for one in evidence)))[2]


def calinski_harabasz(reply):
    return max(reply["evidence"], key=lambda one: one["calinski_harabasz"])["k"]


def silhouette(reply):
    return max(reply["evidence"], key=lambda one: one["silhouette"])["k"]


def gap(reply):
    return reply["gap_k"]


def stable(reply):
    """Stability and silhouette (the largest k within 5 % of the best stable one), behind the gap of one cluster."""
    if not reply["structure"]["gap_best"] - reply["structure"]["gap_best_se"] > reply["structure"]["gap_one"]:
        return 1
    good = [one for one in reply["evidence"]
            if (one["stability"] or 0) >= 0.75 and one["smallest"] >= max(5, 0.01 * reply["rows"])]
    best = max((one["silhouette"] for one in good), default=0)
    return max((one["k"] for one in good if one["silhouette"] >= 0.95 * best), default=1)


def segmenta(reply):
    return reply["recommended_k"] if reply["structure"]["verdict"] == "clusters" else 1


RULES = {"Segmenta": segmenta, "stability and silhouette": stable, "Calinski-Harabasz": calinski_harabasz,
         "silhouette": silhouette, "gap, one error": gap, "mean rank (0.1.0)": mean_rank}


def ranges_that_hold(k):
    return (f"2..{max(k, 3)}", f"{max(2, k - 2)}..{k + 2}", f"2..{max(15, k)}")


def look_at(program, folder, one, with_ranges):
    write_store(folder / "set.h5", one.values)
    reply = fit(program, folder)
    found = {name: rule(reply) for name, rule in RULES.items()}
    row = {"name": one.name, "family": one.family, "k": one.k, "rows": len(one.values), "found": found,
           "recommended": reply["recommended_k"], "structure": reply["structure"], "evidence": reply["evidence"],
           "well_separated": bool(one.k > 1 and is_well_separated(program, folder, one))}
    if with_ranges:
        row["ranges"] = [fit(program, folder, "--k", each)["recommended_k"]
                         for each in ranges_that_hold(row["recommended"])]
    return row


def share(hits, count):
    return f"{hits} of {count}" if count else "-"


def table_of_rules(rows):
    planted = [row for row in rows if row["k"] > 1]
    well = [row for row in planted if row["well_separated"]]
    none = [row for row in rows if row["k"] == 1]
    yield "| rule | planted k | within one | well separated | none where none are |"
    yield "|---|---|---|---|---|"
    for name in RULES:
        off = lambda row: abs(row["found"][name] - row["k"])
        yield (f"| {name} | {share(sum(off(r) == 0 for r in planted), len(planted))} "
               f"| {share(sum(off(r) <= 1 for r in planted), len(planted))} "
               f"| {share(sum(off(r) == 0 for r in well), len(well))} "
               f"| {share(sum(off(r) == 0 for r in none), len(none))} |")


def table_of_families(rows):
    families = collections.defaultdict(list)
    for row in rows:
        families[row["family"]].append(row)
    yield "| family | right | what else was found |"
    yield "|---|---|---|"
    for family, members in families.items():
        wrong = [f"{row['found']['Segmenta']} for {row['k']}" for row in members if row["found"]["Segmenta"] != row["k"]]
        yield f"| {family.replace('_', ' ')} | {len(members) - len(wrong)} of {len(members)} | {', '.join(wrong)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--part", choices=sets.SEED, required=True)
    parser.add_argument("--ranges", action="store_true", help="also fit with ranges that hold the answer")
    parser.add_argument("--keep", type=pathlib.Path, help="file for every reply, as lines of JSON")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for one in sets.data_sets(options.part):
            rows.append(look_at(options.program, pathlib.Path(folder), one, options.ranges))
            if options.keep:
                options.keep.write_text("".join(json.dumps(row) + "\n" for row in rows))
    print("\n".join(table_of_rules(rows)), "\n", sep="")
    print("\n".join(table_of_families(rows)))
    if options.ranges:
        moved = [row["name"] for row in rows if set(row["ranges"]) != {row["recommended"]}]
        print(f"\nThe same k in every range that holds it: {len(rows) - len(moved)} of {len(rows)} {' '.join(moved)}")


if __name__ == "__main__":
    main()
