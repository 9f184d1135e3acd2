#!/usr/bin/env python3
"""Checks that the query of a warehouse selects whom the lists hold, by DuckDB, on made-up customers.

    query.py SEGMENTA     the program; needs the package duckdb

Segments, arms and hashes are computed here once more, by Python.
"""
import csv
import hashlib
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import duckdb

CUSTOMERS = 4000
SALT = "sql"


def arm_of(customer):
    digest = hashlib.sha256(f"{SALT}\0{customer}".encode()).digest()
    return "control" if int.from_bytes(digest[:8], "big") / 2**64 < 0.3 else "treated"


def email_of(customer, draw):
    if draw < 0.2:
        return f" User.{customer}+news@Gmail.com"
    if draw < 0.8:
        return f"user{customer}@Example.org "
    if draw < 0.85:
        return hashlib.sha256(f"hashed{customer}@example.org".encode()).hexdigest()
    return "" if draw < 0.95 else "broken@@example"


def write_csv(path, header, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def make_tables():
    draw = random.Random(1)
    customers = [(c, draw.choice([1, 5, 9])) for c in range(1, CUSTOMERS + 1)]
    contacts = []
    for customer in range(1, CUSTOMERS + 200):
        if draw.random() < 0.05:
            continue
        phone = f"+49170{1000000 + customer}" if draw.random() < 0.4 else ""
        contacts.append((customer, email_of(customer, draw.random()), phone, draw.choice(["1", "yes", "0", ""])))
    draw.shuffle(contacts)
    write_csv("customers.csv", ["customer", "score"], customers)
    write_csv("contacts.csv", ["customer", "email", "phone", "ok"], contacts)
    write_csv("stop.csv", ["email"], [[f"USER{c}@example.org"] for c in range(1, 400)])
    segment = {1: 0, 5: 1, 9: 2}
    write_csv("segments.csv", ["customer", "segment"], [(c, segment[score]) for c, score in customers])
    write_csv("arms.csv", ["id", "arm"], [(c, arm_of(c)) for c, _ in customers])
    names = [{"name": name, "when": [{"feature": "score", "is": score}]} for name, score in
             (("low", 1), ("middle", 5))]
    pathlib.Path("rules.json").write_text(json.dumps({"segments": names, "default": "high"}))


def listed(folder, target):
    rows = set()
    for file in pathlib.Path(folder, target).glob("*.csv"):
        with open(file, newline="") as lines:
            rows |= {(int(file.stem), *row) for row in list(csv.reader(lines))[1:]}
    return rows


def main():
    program = pathlib.Path(sys.argv[1]).resolve()

    def run(*arguments):
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_tables()
        run("import", "customers.csv", "--id", "customer", "-o", "customers.h5")
        run("rules", "customers.h5", "--rules", "rules.json", "-o", "segments.h5")
        run("holdout", "customers.h5", "--salt", SALT, "--arms", "control=30%,treated=70%", "-o", "arms.h5")
        options = ("--contacts", "contacts.csv", "--id", "customer", "--email", "email", "--phone", "phone", "--consent",
                   "ok", "--suppress", "stop.csv", "--min-audience", "50", "--target", "google,meta", "--only", "0,2")
        run("audience", "segments.h5", "--holdout", "arms.h5", *options, "-o", "lists")
        query = run("audience", "segments.csv", "--holdout", "arms.csv", *options, "--sql", "duckdb")
        for name in ("segments", "contacts", "stop", "arms"):
            duckdb.sql(f"CREATE TABLE {name} AS SELECT * FROM read_csv('{name}.csv', header = true)")
        rows = duckdb.sql(query).fetchall()
        for target, first in (("google", 2), ("meta", 4)):
            selected = {(row[1], row[first] or "", row[first + 1] or "") for row in rows}
            held = listed("lists", target)
            if not held or selected != held:
                print(f"{target}: {len(selected - held)} only in the query, {len(held - selected)} only in the lists")
                return 1
        print(f"the query selects the {len(rows)} customers of the lists")
    return 0


if __name__ == "__main__":
    sys.exit(main())
