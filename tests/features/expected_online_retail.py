"""Computes, with pandas alone, what the features of Online Retail must be, and writes online_retail_expected.json.

    python tests/features/expected_online_retail.py

Money is in thousandths of a pound, which every price is a whole number of, so that sums are exact.
"""

import json
import pathlib

import pandas as pd

FOLDER = pathlib.Path(__file__).parent
ORDERS = FOLDER.parent / "data" / "online_retail.csv.gz"
CUSTOMERS_SHOWN = 20


def read_lines():
    lines = pd.read_csv(ORDERS, dtype=str, keep_default_na=False)
    lines["quantity"] = lines["Quantity"].astype(int)
    lines["price"] = (lines["UnitPrice"].astype(float) * 1000).round().astype(int)
    lines["amount"] = lines["quantity"] * lines["price"]
    lines["time"] = pd.to_datetime(lines["InvoiceDate"])
    lines["day"] = lines["time"].dt.normalize()
    return lines


def split(lines, drop_duplicates):
    """Order lines, returns of customers with an order, and the account."""
    account = {}
    if drop_duplicates:
        duplicate = lines.drop(columns=["quantity", "price", "amount", "time", "day"]).duplicated()
        account["exact duplicate"] = int(duplicate.sum())
        lines = lines[~duplicate]
    known = lines[lines["CustomerID"] != ""]
    account["no customer id"] = len(lines) - len(known)
    cancelled = known["InvoiceNo"].str.match(r"C\d")
    unusable = (known["price"] <= 0) | (known["quantity"] == 0)
    account["price or amount of zero or less"] = int(unusable.sum())
    returned = ~unusable & (cancelled | (known["quantity"] < 0))
    bought = known[~unusable & ~returned]
    returns = known[returned]
    with_order = returns["CustomerID"].isin(bought["CustomerID"])
    account["return or cancellation of a customer without an order"] = int((~with_order).sum())
    returns = returns[with_order].assign(excess=0)
    returns["excess"] = excess(bought, returns)
    beyond = returns["excess"] > 0
    account["return or cancellation, netted"] = int((~beyond).sum())
    account["return of more than was bought before, netted"] = int(beyond.sum())
    account["customers without an order"] = known["CustomerID"].nunique() - bought["CustomerID"].nunique()
    return bought, returns, account


def excess(bought, returns):
    """What each return gives back beyond what its customer had bought of its product."""
    by_product = bought.groupby(["CustomerID", "StockCode"])
    first, left = by_product["time"].min().to_dict(), by_product["amount"].sum().to_dict()
    beyond = {}
    for line in returns.assign(size=returns["amount"].abs()).sort_values(["time", "size"]).itertuples():
        product = line.CustomerID, line.StockCode
        is_after = product in first and line.time >= first[product]
        given_back = min(left[product], line.size) if is_after else 0
        if is_after:
            left[product] -= given_back
        beyond[line.Index] = line.size - given_back
    return pd.Series(beyond)


def revenue(lines, bought, drop_duplicates):
    """What was bought, before returns: on all lines, those without a customer, and those of the features."""
    cancelled = lines["InvoiceNo"].str.match(r"C\d")
    sold = lines[~cancelled & (lines["amount"] > 0)]
    answer = {"read": sold["amount"].sum() / 1000, "used": bought["amount"].sum() / 1000}
    if not drop_duplicates:
        answer["no customer id"] = sold.loc[sold["CustomerID"] == "", "amount"].sum() / 1000
    return {name: float(value) for name, value in answer.items()}


def features(bought, returns, as_of):
    by_customer = bought.groupby("CustomerID")
    table = pd.DataFrame(index=sorted(bought["CustomerID"].unique(), key=int))
    revenue = by_customer["amount"].sum()
    returned = returns.groupby("CustomerID")["amount"].sum().abs().reindex(table.index, fill_value=0)
    excess = returns.groupby("CustomerID")["excess"].sum().reindex(table.index, fill_value=0)
    first, last = by_customer["day"].min(), by_customer["day"].max()
    table["recency_days"] = (as_of - last).dt.days
    table["frequency"] = by_customer["InvoiceNo"].nunique()
    table["monetary"] = (revenue - returned) / 1000
    table["average_order_value"] = table["monetary"] / table["frequency"]
    table["tenure_days"] = (as_of - first).dt.days
    table["mean_days_between_orders"] = ((last - first).dt.days / (table["frequency"] - 1)).where(table["frequency"] > 1)
    table["distinct_products"] = by_customer["StockCode"].nunique()
    table["items_per_order"] = by_customer["quantity"].sum() / table["frequency"]
    table["return_rate"] = (returned - excess) / revenue
    table["first_order"] = first.dt.strftime("%Y-%m-%d")
    table["last_order"] = last.dt.strftime("%Y-%m-%d")
    table["Country"] = bought.sort_values("time", kind="stable").groupby("CustomerID")["Country"].last()
    return table


def weighted_sum(values):
    """Tells apart columns whose rows changed places: row numbers from 1 to 97, again and again, are the weights."""
    weights = pd.Series([row % 97 + 1 for row in range(len(values))], index=values.index)
    return float((values * weights).sum())


def expected(lines, drop_duplicates):
    bought, returns, account = split(lines, drop_duplicates)
    as_of = lines["day"].max()
    table = features(bought, returns, as_of)
    numbers = table.select_dtypes("number").columns
    shown = table.iloc[:: len(table) // CUSTOMERS_SHOWN].copy()
    shown.insert(0, "id", shown.index.astype(int))
    return {
        "lines_read": len(lines),
        "lines_used": len(bought) + len(returns),
        "customers": len(table),
        "as_of": as_of.strftime("%Y-%m-%d"),
        "account": account,
        "excess": {"customers": int(returns.loc[returns["excess"] > 0, "CustomerID"].nunique()),
                   "returned": returns["excess"].sum() / 1000},
        "revenue": revenue(lines, bought, drop_duplicates),
        "weighted_sums": {name: weighted_sum(table[name]) for name in numbers},
        "countries": table["Country"].value_counts().sort_index().to_dict(),
        "rows": json.loads(shown.to_json(orient="records", double_precision=12)),
    }


def main():
    lines = read_lines()
    answer = {"all": expected(lines, False), "without_duplicates": expected(lines, True)}
    (FOLDER / "online_retail_expected.json").write_text(json.dumps(answer, indent=1) + "\n")


main()
