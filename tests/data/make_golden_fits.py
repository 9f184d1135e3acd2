"""Makes golden_fits.json: the digests of fits over real data, so that a change of code that changes an answer shows.

    make_golden_fits.py SEGMENTA [FOLDER]     the program; writes to FOLDER (default: beside this file)

Only a change that is meant to change answers may run it again. Each fit is `segmenta fit DATA OPTIONS`; DATA is
classics.h5, or customers.h5, which `segmenta features online_retail.csv.gz` makes with the options of "features".
"""
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
FEATURES = ("--customer CustomerID --date InvoiceDate --quantity Quantity --price UnitPrice --order InvoiceNo "
            "--product StockCode --keep Country --currency GBP")
RFM = "customers.h5 --features recency_days,frequency,monetary"
ALL = ("customers.h5 --features recency_days,frequency,monetary,average_order_value,tenure_days,"
       "mean_days_between_orders,distinct_products,items_per_order,return_rate")
FITS = [
    "classics.h5 --table iris/data --k 3",
    "classics.h5 --table iris/data --k 3 --scale none --log none",
    "classics.h5 --table iris/data --k 8 --seed 7 --restarts 1",
    "classics.h5 --table iris/data --k 150",
    "classics.h5 --table iris/data --k 2..6 --gap 5",
    "classics.h5 --table wine/data --k 3",
    "classics.h5 --table wine/data --k 3 --scale robust",
    "classics.h5 --table wine/data --k 4 --scale minmax --clip 2",
    "classics.h5 --table wine/data --k 2..5 --min-segment 10%",
    "classics.h5 --table wine/data --k 5 --metric cosine",
    "classics.h5 --table breast_cancer/data --k 6",
    "classics.h5 --table breast_cancer/data --k 6 --init kmeans-parallel",
    "classics.h5 --table breast_cancer/data --k 6 --init random --seed 3",
    "classics.h5 --table breast_cancer/data --k 40 --levels 3,8",
    "classics.h5 --table digits/data --k 10",
    "classics.h5 --table digits/data --k 10 --scale none --log none --seed 42",
    "classics.h5 --table digits/data --k 100 --restarts 2",
    "classics.h5 --table digits/data --k 10 --tol 1e-3 --max-iter 7",
    "classics.h5 --table digits/data --k 300 --empty drop --init random",
    "classics.h5 --table diabetes/data --k 8",
    "classics.h5 --table diabetes/data --k 8 --init random --empty keep",
    f"{RFM} --k 5",
    f"{RFM} --k 5 --clip none",
    f"{RFM} --k 5 --clip 1",
    f"{RFM} --k 5 --log none --scale robust",
    f"{RFM} --k 7 --weights tenure_days",
    f"{RFM} --k 2..8 --clip 1 --restarts 3",
    f"{RFM} --k 12 --seed 9 --max-iter 5",
    f"{RFM} --k 60 --levels 4,12 --seed-rows 1000",
    f"{RFM} --k 3..6 --bootstrap 5 --metric cosine",
    "customers.h5 --k 6",
    f"{ALL} --k 6",
    f"{ALL} --k 6 --missing median",
    f"{ALL} --k 6 --missing partial --weights frequency",
    f"{ALL} --k 6 --missing median --missing-flags --clip 0.5",
    "customers.h5 --features monetary,Country --k 9 --category-weight 0.5",
]
KEYS = ["k", "inertia", "iterations", "sizes", "labels_digest", "centroids_digest"]


def segmenta(program, arguments, folder):
    ran = subprocess.run([program, *arguments.split(), "--json", "--quiet"], cwd=folder, capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"segmenta {arguments}\n{ran.stderr}")
    return json.loads(ran.stdout)


def main(program, folder):
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as scratch:
        (pathlib.Path(scratch) / "classics.h5").symlink_to(HERE / "classics.h5")
        segmenta(program, f"features --orders {HERE}/online_retail.csv.gz {FEATURES} -o customers.h5", scratch)
        fits = []
        for arguments in FITS:
            found = segmenta(program, f"fit {arguments} -o model.h5", scratch)
            fits.append({"fit": arguments, **{key: found[key] for key in KEYS}})
    lines = ",\n".join(json.dumps(one) for one in fits)
    (folder / "golden_fits.json").write_text(f'{{"features": "{FEATURES}",\n"fits": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main(sys.argv[1], pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else HERE)
