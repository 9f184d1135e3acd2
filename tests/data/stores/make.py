"""Makes the feature stores in this folder, one table in every layout, and expected.json with pandas' figures of it.

Needs h5py, pandas, tables, anndata, scipy and vaex-hdf5. The files are committed: tests read them, and nothing of
this is needed for that.
"""

import json
import pathlib

import anndata
import h5py
import numpy
import pandas
import scipy.sparse
import vaex

HERE = pathlib.Path(__file__).parent
NAN = float("nan")
IDS = [9007199254740993, -5, 17850, 0, 42, 9223372036854775807, 7]
NAMES = ["c-01", "Zoë", "17850", "d", "e", "a longer name", "g"]
TABLE = pandas.DataFrame(
    {
        "spend": [10.25, NAN, 0.1, -3.0, 1e12, 7.5, 1 / 3],
        "recency_days": numpy.array([1, 200, 30, 4, 5, 6, 365], "int32"),
        "basket": numpy.array([0.1, 2.5, 3, 4, NAN, 6, 7], "float32"),
        "vip": [True, False, False, True, True, False, True],
        "country": ["GB", "Österreich", "GB", "FR", "DE", "", "GB"],
    }
)
NUMBERS = ["spend", "recency_days", "basket", "vip"]
FILES = {}


TYPES = {"spend": "float64", "recency_days": "int32", "basket": "float32", "vip": "bool", "country": "string"}


def expect(file, layout, table, columns, id_name, id_type, ids, types=None):
    FILES[file] = {
        "layout": layout, "table": table, "columns": columns, "id_name": id_name, "id_type": id_type,
        "ids": [str(i) for i in ids], "types": types or [TYPES[c] for c in columns],
    }
    return HERE / file


def group():
    columns = list(TABLE.columns)
    with h5py.File(expect("group.h5", "group", "/", columns, "id", "int64", IDS), "w", track_order=True) as f:
        f["id"] = numpy.array(IDS, "int64")
        for name in columns:
            text = name == "country"
            f.create_dataset(name, data=list(TABLE[name]) if text else TABLE[name].to_numpy(),
                             dtype=h5py.string_dtype() if text else None)
        f["spend"].attrs.update({"units": "GBP", "definition": "sum of amounts", "source": "orders"})
    with h5py.File(expect("group_by_name.h5", "group", "/a/customers", sorted(columns), "Customer_ID", "string",
                          NAMES), "w") as f:
        g = f.create_group("a/customers")
        f.create_group("b")
        g.create_dataset("Customer_ID", data=[n.encode() for n in NAMES], dtype="S13")
        for name in columns:
            data = TABLE[name].to_numpy() if name != "country" else [c.encode() for c in TABLE[name]]
            g.create_dataset(name, data=data, chunks=(2,), compression="gzip", shuffle=True)


def matrix():
    types = ["float64"] * 4
    values = TABLE[NUMBERS].to_numpy("float64")
    with h5py.File(expect("matrix.h5", "matrix", "/X", NUMBERS, "customer_ids", "string", NAMES, types), "w") as f:
        f.create_dataset("X", data=values, chunks=(3, 2), compression="gzip")
        f.create_dataset("feature_names", data=NUMBERS, dtype=h5py.string_dtype())
        f.create_dataset("customer_ids", data=NAMES, dtype=h5py.string_dtype())
        f["y"] = numpy.arange(7)
    with h5py.File(expect("matrix_attribute.h5", "matrix", "/data/values", NUMBERS, "id", "uint64",
                          [2**64 - 1, 1, 2, 3, 4, 5, 6], types), "w") as f:
        f["data/values"] = values.astype(">f8")
        f["data/values"].attrs["columns"] = NUMBERS
        f["data/id"] = numpy.array([2**64 - 1, 1, 2, 3, 4, 5, 6], ">u8")
    with h5py.File(expect("matrix_bare.h5", "matrix", "/X", ["f0", "f1", "f2", "f3"], "", "", range(7), types),
                   "w") as f:
        f["X"] = values


def compound():
    columns = list(TABLE.columns)
    rows = numpy.zeros(7, dtype=[("client_id", ">i8"), ("spend", ">f8"), ("recency_days", ">i4"),
                                 ("basket", ">f4"), ("vip", "?"), ("country", "S12")])
    rows["client_id"] = IDS
    for name in NUMBERS:
        rows[name] = TABLE[name]
    rows["country"] = [c.encode() for c in TABLE["country"]]
    with h5py.File(expect("compound.h5", "compound", "/customers", columns, "client_id", "int64", IDS), "w") as f:
        f["customers"] = rows
    text = h5py.string_dtype()
    rows = numpy.zeros(7, dtype=[("spend", "f8"), ("recency_days", "i4"), ("name", text), ("basket", "f4"),
                                 ("vip", "?"), ("country", text)])
    for name in columns:
        rows[name] = TABLE[name]
    rows["name"] = NAMES
    with h5py.File(expect("compound_text.h5", "compound", "/customers", ["spend", "recency_days", "name", "basket",
                                                                         "vip", "country"], "", "", range(7),
                          ["float64", "int32", "string", "float32", "bool", "string"]), "w") as f:
        f.create_dataset("customers", data=rows, chunks=(4,), compression="gzip")


def pandas_files():
    columns = list(TABLE.columns)
    frame = TABLE.astype({"country": object}).set_index(pandas.Index(NAMES, name="customer_no", dtype=object))
    for file, more in {"pandas_table.h5": {}, "pandas_data_columns.h5": {"data_columns": True}}.items():
        frame.to_hdf(expect(file, "pandas", "/customers", columns, "customer_no", "string", NAMES),
                     key="customers", mode="w", format="table", index=False, complib="zlib", complevel=1, **more)
    numbered = frame.reset_index(drop=True).assign(customer_id=IDS, country=pandas.Categorical(frame["country"]))
    numbered.to_hdf(HERE / "large.h5", key="df", mode="w", format="table", index=False, complib="zlib", complevel=1)
    without_indexes(HERE / "large.h5", expect("pandas_category.h5", "pandas", "/df", columns, "customer_id", "int64", IDS,
                           ["float64", "int32", "float32", "bool", "category"]))
    frame[NUMBERS].to_hdf(expect("pandas_fixed.h5", "pandas", "/df", NUMBERS, "customer_no", "string", NAMES),
                          key="df", mode="w", format="fixed")


def pandas3_files():
    """What pandas writes from 3.0 on: missing text by a word of each column's own; an index of levels, format fixed."""
    frame = pandas.DataFrame({"spend": [1.5, 2, 3], "nick": ["ann", None, "nan"], "country": ["NL", None, "BE"]})
    frame.to_hdf(HERE / "large.h5", key="df", mode="w", format="table", index=False, data_columns=["nick"],
                 nan_rep="_nan_", complib="zlib", complevel=1)
    without_indexes(HERE / "large.h5", HERE / "pandas3_missing.h5")
    levels = pandas.MultiIndex.from_arrays([[103, 101, 102], ["south", "north", "south"], [2.5, NAN, 2.5]],
                                           names=["customer_id", "region", None])
    pandas.DataFrame({"spend": [1.5, 2, 3]}, index=levels).to_hdf(HERE / "pandas_levels.h5", key="df", mode="w",
                                                                  format="fixed")


def without_indexes(large, small):
    """Copies a file of PyTables but for the indexes of its categories, 150 KB that nothing here reads."""
    with h5py.File(large, "r+") as f, h5py.File(small, "w") as g:
        indexes = []
        f.visit(lambda path: indexes.append(path) if path.endswith("_i_table") else None)
        for path in indexes:
            del f[path]
        f.copy("df", g)
    large.unlink()


def anndata_files():
    dense = TABLE[NUMBERS].to_numpy("float32")
    sparse = numpy.array([[0, 1, 0, 2], [0, 0, 0, 0], [3, 0, 0, 0], [0, 0, 4, 0], [5, 6, 7, 8], [0, 0, 0, 9],
                          [0.5, 0, 0, 0]], "float32")
    for file, x in {"dense.h5ad": dense, "sparse.h5ad": scipy.sparse.csr_matrix(sparse),
                    "by_columns.h5ad": scipy.sparse.csc_matrix(sparse)}.items():
        obs = pandas.DataFrame({"age": range(7)}, index=pandas.Index(NAMES, dtype=object))
        data = anndata.AnnData(x, obs=obs, var=pandas.DataFrame(index=pandas.Index(NUMBERS, dtype=object)))
        data.write_h5ad(HERE / file)
    expect("dense.h5ad", "anndata", "/", NUMBERS + ["age"], "_index", "string", NAMES, ["float32"] * 4 + ["int64"])


def vaex_file():
    columns = list(TABLE.columns)
    path = expect("vaex.hdf5", "vaex", "/table", columns, "id", "int64", IDS)
    spend = numpy.ma.array(TABLE["spend"].fillna(-1).to_numpy(), mask=TABLE["spend"].isna().to_numpy())
    country = numpy.array([c or None for c in TABLE["country"]], dtype=object)
    vaex.from_arrays(id=numpy.array(IDS), spend=spend, recency_days=TABLE["recency_days"].to_numpy(),
                     basket=TABLE["basket"].to_numpy(), vip=TABLE["vip"].to_numpy(),
                     country=country).export_hdf5(str(path))


def types():
    """Every type of number in both byte orders, at its limits; what it must come back as is written beside."""
    expected = {}
    with h5py.File(HERE / "types.h5", "w", track_order=True) as f:
        for order, word in (("<", "little"), (">", "big")):
            for code in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
                limits = numpy.iinfo(code)
                values = numpy.array([limits.min, limits.max, 1], order + code)
                f[f"{word}_{code}"] = values
                expected[f"{word}_{code}"] = [float(v).hex() for v in values]
            for code in ("f2", "f4", "f8"):
                limits = numpy.finfo(code)
                for part, values in {"a": [limits.min, limits.smallest_subnormal, -0.0], "b": [NAN, numpy.inf, 0.1]
                                     }.items():
                    values = numpy.array(values, order + code)
                    f[f"{word}_{code}{part}"] = values
                    expected[f"{word}_{code}{part}"] = [float(v).hex() for v in values]
        f["boolean"] = numpy.array([True, False, True])
        expected["boolean"] = [float(v).hex() for v in (1, 0, 1)]
    return expected


def several():
    with h5py.File(HERE / "several.h5", "w") as f:
        f["a/x"], f["b/y"], f["c"] = [1.0, 2], [3.0, 4], numpy.zeros((2, 2))


def figures(name):
    column = TABLE[name]
    if name == "country":
        return {"missing": int((column == "").sum()), "text": list(column)}
    values = column.astype("float64")
    return {"missing": int(values.isna().sum()), "min": values.min(), "mean": values.mean(), "max": values.max(),
            "values": [None if numpy.isnan(v) else v for v in values]}


def main():
    for make in (group, matrix, compound, pandas_files, pandas3_files, anndata_files, vaex_file, several):
        make()
    columns = {name: figures(name) for name in TABLE.columns}
    text = json.dumps({"files": FILES, "columns": columns, "types": types()}, indent=1, ensure_ascii=False)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
