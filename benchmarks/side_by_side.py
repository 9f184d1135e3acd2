"""Segmenta beside scikit-learn, scikit-learn-intelex and FAISS: same data, same starts, same threads, in turn.

    scripts/benchmark [--runs 3] [--rows-scale 1] [--cases iterations,whole-fit,whole-job] [--all]

Each peer fits in a process of its own that holds the data as a float32 matrix; only its fit call is timed. Of Segmenta,
a process a run, the time is its own report of the same work. The first round of a case warms up and is not counted;
then the libraries take turns. Tables are printed and put into RESULTS.md between two marker comments; cases that were
not measured stay as they were there.
"""
import argparse
import contextlib
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

import whole_job

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"
BEGIN, END = "<!-- side_by_side.py writes from here -->", "<!-- side_by_side.py writes to here -->"

# rows, features, k, and the most iterations where --max-iter allows more
SHAPES = [(4_000_000, 8, 8), (4_000_000, 16, 16), (4_000_000, 16, 64), (1_000_000, 32, 32), (500_000, 64, 256)]
HEAVY_SHAPE, HEAVY_ITERATIONS = (500_000, 128, 1024), 20
PEERS = ["scikit-learn", "scikit-learn-intelex", "FAISS"]
FAISS_ALL = "FAISS, all rows"


# Data: float32 [rows x d], the same for the same arguments.

def normal_clusters(random, rows, d, clusters, spread):
    centers = random.standard_normal((clusters, d), np.float32) * np.float32(spread)
    data = random.standard_normal((rows, d), np.float32)
    data += centers[random.integers(clusters, size=rows)]
    return data


def blobs(random, rows, d, k):
    """k well separated clusters of unit variance."""
    return normal_clusters(random, rows, d, k, 10)


def gauss(random, rows, d, k):
    """20 clusters of unit variance whose centers are about 2.8 apart, whatever d is."""
    return normal_clusters(random, rows, d, 20, 2 / d**0.5)


def retail(random, rows, d, k):
    """Log-normal amounts that share a factor, after log1p, standardised."""
    data = 0.8 * random.standard_normal((rows, d), np.float32)
    data += 0.6 * random.standard_normal((rows, 1), np.float32)
    data += random.uniform(0, 4, d).astype(np.float32)
    np.log1p(np.exp(data, out=data), out=data)
    data -= data.mean(axis=0, dtype=np.float64).astype(np.float32)
    data /= data.std(axis=0, dtype=np.float64).astype(np.float32)
    return data


DATA = {"blobs": blobs, "gauss": gauss, "retail": retail}


def write_data(folder, make, rows, d, k):
    """The same numbers for all: a matrix and a store of it, and k of its rows to start from."""
    random = np.random.default_rng(1)
    data = make(random, rows, d, k)
    start = data[random.choice(rows, k, replace=False)]
    np.save(folder / "data.npy", data)
    np.save(folder / "start.npy", start)
    with h5py.File(folder / "start.h5", "w") as file:
        file["centroids"] = start.astype(np.float64)
    with h5py.File(folder / "store.h5", "w") as file:
        file["id"] = np.arange(rows)
        for j in range(d):
            file[f"features/f{j:03}"] = np.ascontiguousarray(data[:, j])


# A peer's process: a request a line (max_iter: from the start, tol 0; seed: the library's defaults), a reply a line.

def sklearn_fitter(KMeans, data, k, start):
    def fit(max_iter=None, seed=None):
        if seed is None:
            model = KMeans(k, init=start, n_init=1, max_iter=max_iter, tol=0)
        else:
            model = KMeans(k, n_init=1, random_state=seed)
        begin = time.perf_counter()
        model.fit(data)
        return time.perf_counter() - begin, int(model.n_iter_), float(model.inertia_)

    return fit


def faiss_fitter(faiss, data, k, start, all_rows):
    every_row = {"max_points_per_centroid": len(data), "min_points_per_centroid": 1}

    def fit(max_iter=None, seed=None):
        if seed is None:
            model = faiss.Kmeans(data.shape[1], k, niter=max_iter, **every_row)
        else:
            model = faiss.Kmeans(data.shape[1], k, seed=seed, **every_row if all_rows else {})
        begin = time.perf_counter()
        model.train(data, init_centroids=start if seed is None else None)
        trained = time.perf_counter()
        distances, _ = model.assign(data)
        labelled = time.perf_counter()
        # train gives no labels: a whole fit, whose result they are, has to assign.
        seconds = (trained if seed is None else labelled) - begin
        return seconds, len(model.obj), float(distances.sum(dtype=np.float64))

    return fit


def serve(library, folder, k):
    folder = pathlib.Path(folder)
    data, start = np.load(folder / "data.npy"), np.load(folder / "start.npy")
    if library.startswith("FAISS"):
        import faiss
        fit = faiss_fitter(faiss, data, k, start, library == FAISS_ALL)
    elif library == "scikit-learn-intelex":
        from sklearnex.cluster import KMeans
        fit = sklearn_fitter(KMeans, data, k, start)
    else:
        from sklearn.cluster import KMeans
        fit = sklearn_fitter(KMeans, data, k, start)
    for line in sys.stdin:
        seconds, iterations, inertia = fit(**json.loads(line))
        print(json.dumps({"seconds": seconds, "iterations": iterations, "inertia": inertia}), flush=True)


def start_peer(library, folder, k):
    command = [sys.executable, "-W", "ignore", __file__, "--serve", library, folder, str(k)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def ask_peer(process, request):
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    reply = process.stdout.readline()
    if not reply:
        raise SystemExit(f"side_by_side.py: the process of {process.args[5]} ended (see above)")
    return json.loads(reply)


def ask_segmenta(program, folder, k, request):
    command = [program, "fit", folder / "store.h5", "--k", str(k), "--scale", "none", "--log", "none",
               "--bootstrap", "0", "-o", folder / "model.h5", "--json", "--quiet"]
    if "seed" in request:
        command += ["--seed", str(request["seed"]), "--restarts", "1", "--tol", "1e-4"]
    else:
        command += ["--init", folder / "start.h5", "--max-iter", str(request["max_iter"])]
    result = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    seconds = sum(result["seconds"][part] for part in (["seed", "refine", "iterate"] if "seed" in request else ["iterate"]))
    return {"seconds": seconds, "iterations": result["iterations"], "inertia": result["inertia"]}


def measure(program, peers, make, shape, requests):
    """The replies to the requests, all but the first, of Segmenta and the peers in turn: {library: [reply]}."""
    rows, d, k = shape
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        folder = pathlib.Path(folder)
        write_data(folder, make, rows, d, k)
        processes = {library: stack.enter_context(start_peer(library, folder, k)) for library in peers}
        replies = {library: [] for library in ["Segmenta", *peers]}
        for request in requests:
            replies["Segmenta"].append(ask_segmenta(program, folder, k, request))
            for library, process in processes.items():
                replies[library].append(ask_peer(process, request))
        return {library: counted for library, (_, *counted) in replies.items()}


# Tables. Each case takes the options and yields lines of Markdown.

def row(*cells):
    return f"| {' | '.join(cells)} |"


def header(*cells):
    return row(*cells) + "\n" + "|" + "---|" * len(cells)


def digits(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def short(count):
    return f"{count / 1e6:g}M" if count >= 1e6 else f"{count / 1e3:g}k" if count >= 1e4 else str(count)


def scaled(shape, scale):
    rows, d, k = shape
    return max(round(rows * scale), 4 * k), d, k


def median(replies, name):
    return statistics.median(reply[name] for reply in replies)


def over_ours(ours, theirs, value):
    return whole_job.ratio([value(reply) for reply in ours], [value(reply) for reply in theirs])


def per_iteration(reply):
    return reply["seconds"] / reply["iterations"]


def iteration_row(name, shape, replies):
    rows, d, k = shape
    counts = [f"{median(all_, 'iterations'):.0f}" for all_ in replies.values()]
    costs = [digits(statistics.median(map(per_iteration, all_)) * 1e9 / rows) for all_ in replies.values()]
    fastest = min(over_ours(replies["Segmenta"], replies[peer], per_iteration) for peer in PEERS)
    inertias = [median(all_, "inertia") for all_ in replies.values()]
    spread = max(inertias) / min(inertias) - 1
    return row(name, f"{short(rows)}, {d}, {k}", counts[0] if len(set(counts)) == 1 else " ".join(counts), *costs,
               f"{fastest:.2f}", f"{spread:.0e}")


ITERATIONS_NOTE = """\
Nanoseconds a row and iteration: seconds of the whole fit call over the rows and its own iterations. All start from the
same k rows and go on until nothing changes, at most {} iterations; where their counts differ, they are in the order of
the columns. Segmenta's time is its iterate phase; centring, a part of scikit-learn's fit, is done there while reading,
and numbering the segments follows. FAISS gives no labels, and stops when its objective, a float32, stays the same.
"fastest peer" is its time over Segmenta's, run by run; "inertias" the largest final inertia over the smallest, less 1:
an empty cluster, which FAISS fills in another way than the others, shows there.
"""


def iterations(options):
    yield ITERATIONS_NOTE.format(options.max_iter)
    yield header("data", "n, d, k", "iterations", "Segmenta", *PEERS, "fastest peer", "inertias")
    jobs = [(shape, options.max_iter) for shape in SHAPES]
    if options.all:
        jobs.append((HEAVY_SHAPE, min(options.max_iter, HEAVY_ITERATIONS)))
    for shape, max_iter in jobs:
        shape = scaled(shape, options.rows_scale)
        for name, make in DATA.items():
            requests = [{"max_iter": max_iter}] * (options.runs + 1)
            yield iteration_row(name, shape, measure(options.program, PEERS, make, shape, requests))


WHOLE_FIT_NOTE = """\
{} × {} 'retail' rows, k = {}: seeding, iterations and labels, one start, another seed each run, each library's
defaults. Segmenta: seed, refine and iterate phases with --tol 1e-4, the default of scikit-learn. FAISS: train and assign, 25
iterations from random rows; by default it trains on a sample of 256 rows a centroid.
"""


def whole_fit(options):
    shape = scaled((4_000_000, 16, 16), options.rows_scale)
    yield WHOLE_FIT_NOTE.format(short(shape[0]), *shape[1:])
    yield header("", "seconds", "over Segmenta's", "iterations", "inertia", "smallest to largest")
    requests = [{"seed": seed} for seed in range(options.runs + 1)]
    replies = measure(options.program, [*PEERS, FAISS_ALL], retail, shape, requests)
    for library, all_ in replies.items():
        inertias = [reply["inertia"] for reply in all_]
        yield row(library, f"{median(all_, 'seconds'):.3g}",
                  f"{over_ours(replies['Segmenta'], all_, lambda reply: reply['seconds']):.2f}",
                  f"{median(all_, 'iterations'):.0f}", f"{median(all_, 'inertia'):.5g}",
                  f"{min(inertias):.5g} to {max(inertias):.5g}")


WHOLE_JOB_NOTE = """\
`benchmarks/whole_job.py`: whole processes that read {} × {} customers from an HDF5 store, standardise, run 20
iterations with k = {} and write a labels file; default seeding.
"""


def whole_job_case(options):
    rows, d, k = scaled((4_000_000, 16, 16), options.rows_scale)
    yield WHOLE_JOB_NOTE.format(short(rows), d, k)
    yield header("", "seconds", "over Segmenta's", "inertia")
    results = whole_job.measure(options.program, ["sklearn", "intelex"], rows, d, k, options.runs)
    for name, seconds, inertia in results:
        yield row(name if name == "Segmenta" else f"h5py + {name}", f"{statistics.median(seconds):.3g}",
                  f"{whole_job.ratio(results[0][1], seconds):.2f}", f"{inertia:.5g}")


CASES = {"iterations": ("Iterations from the same start", iterations),
         "whole-fit": ("A whole fit with default seeding", whole_fit),
         "whole-job": ("From a store to a labels file, beside two peers", whole_job_case)}


# Where and with what.

def processor():
    """Its name, and its widest vectors."""
    info = pathlib.Path("/proc/cpuinfo")
    text = info.read_text() if info.exists() else ""
    name = re.search(r"model name\s*: (.*)", text)
    simd = [known for known in ("avx512f", "avx2", "sse4_2", "asimd") if re.search(rf"\b{known}\b", text)]
    return (name[1] if name else platform.machine()) + (f" ({simd[0]})" if simd else "")


def provenance(options):
    versions = [subprocess.run([options.program, "--version"], check=True, stdout=subprocess.PIPE,
                               text=True).stdout.strip()]
    for package in ("scikit-learn", "scikit-learn-intelex", "faiss-cpu", "numpy", "h5py"):
        versions.append(f"{package} {importlib.metadata.version(package)}")
    return (f"{processor()}, {options.threads} threads; {', '.join(versions[:3])},\n{', '.join(versions[3:])}, "
            f"Python {platform.python_version()}. Medians of {options.runs} after a warm-up, the libraries in turn;\n"
            f"load average at the start {options.load:.2f} (libraries that use OpenMP lose most where others run).\n")


def merge(results, sections):
    """The text of RESULTS.md with these sections ({heading: text}) in place of those of their names."""
    before, old, after = re.split(f"{BEGIN}|{END}", results)
    kept = {part.split("\n", 1)[0]: part.split("\n", 1)[1].strip() for part in re.split("^### ", old, flags=re.M)[1:]}
    kept.update(sections)
    headings = [heading for heading, _ in CASES.values() if heading in kept]
    text = "".join(f"### {heading}\n\n{kept[heading].strip()}\n\n" for heading in headings)
    return f"{before}{BEGIN}\n\n## Beside other libraries\n\n{text}{END}{after}"


def use_threads(threads):
    """On as many processors: every library takes its number of threads from what its process may use."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):  # each chooses its own kernels
        os.environ.pop(name, None)


def case_list(text):
    names = text.split(",")
    if not set(names) <= set(CASES):
        raise argparse.ArgumentTypeError(f"{text}: choose from {','.join(CASES)}")
    return names


def parse(arguments):
    available = len(os.sched_getaffinity(0))
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(HERE.parent / "build/release/segmenta"), help="default: %(default)s")
    parser.add_argument("--cases", type=case_list, default=list(CASES), metavar="A,B",
                        help=f"of {','.join(CASES)} (default: all)")
    parser.add_argument("--runs", type=int, default=3, metavar="R", help="counted runs of each (default: 3)")
    parser.add_argument("--rows-scale", type=float, default=1, metavar="X",
                        help="that many times the rows (default: 1)")
    parser.add_argument("--max-iter", type=int, default=100, metavar="N", help="of case iterations (default: 100)")
    parser.add_argument("--all", action="store_true", help="with the heavy shape n, d, k = 500k, 128, 1024")
    parser.add_argument("--threads", type=int, default=available, metavar="T", choices=range(1, available + 1),
                        help=f"default: every processor this process may use ({available})")
    parser.add_argument("--write", action=argparse.BooleanOptionalAction,
                        help="put the tables into benchmarks/RESULTS.md (default: with --rows-scale 1 alone)")
    options = parser.parse_args(arguments)
    if options.runs < 1:
        parser.error("--runs: at least 1")
    options.load = os.getloadavg()[0]
    if options.write is None:
        options.write = options.rows_scale == 1
    return options


def main():
    if sys.argv[1:2] == ["--serve"]:
        return serve(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    options = parse(sys.argv[1:])
    use_threads(options.threads)
    for case in options.cases:
        heading, measure_case = CASES[case]
        lines = [provenance(options)]
        print(f"### {heading}\n\n{lines[0]}", flush=True)
        for line in measure_case(options):
            print(line, flush=True)
            lines.append(line)
        print()
        if options.write:
            RESULTS.write_text(merge(RESULTS.read_text(), {heading: "\n".join(lines)}))


if __name__ == "__main__":
    main()
