"""Writes the corpus: python writers.py FOLDER. Each file lies there with what pyarrow reads in it, a row on each line."""

import itertools
import sys
from pathlib import Path

import duckdb
import fastparquet
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from columns import flat_columns, flat_table, rich_table
from expected import write_expected

CODECS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]
TINY = {"data_page_size": 64, "write_batch_size": 3}


def by_pyarrow(folder):
    flat, rich = flat_table(), rich_table()

    def write(name, table, **options):
        pq.write_table(table, folder / f"pyarrow-{name}.parquet", **options)

    sizes = {"usual": {}, "tiny": TINY}
    for codec, version, dictionary, size in itertools.product(CODECS, ["1.0", "2.0"], [True, False], sizes):
        options = {"compression": codec, "data_page_version": version, "use_dictionary": dictionary, **sizes[size]}
        kind = "dictionary" if dictionary else "plain"
        write(f"rich-{codec}-{version}-{kind}-{size}", rich, **options)
    numbers = ["small", "int", "long", "always"]
    encodings = {
        "DELTA_BINARY_PACKED": numbers,
        "DELTA_LENGTH_BYTE_ARRAY": ["id", "text", "word"],
        "DELTA_BYTE_ARRAY": ["id", "text", "word"],
        "BYTE_STREAM_SPLIT": ["float", "double", *numbers],
        "RLE": ["flag"],
        "PLAIN": flat.column_names,
    }
    for (encoding, names), version, codec in itertools.product(encodings.items(), ["1.0", "2.0"], ["none", "zstd"]):
        options = {"data_page_version": version, "compression": codec, "use_dictionary": False}
        column_encoding = dict.fromkeys(names, encoding)
        for size in sizes:
            name = f"flat-{encoding}-{version}-{codec}-{size}"
            write(name, flat, column_encoding=column_encoding, **options, **sizes[size])
    split = ["values.list.element", "doubles.list.element", "half", "halves.list.element", "price"]
    write("vectors-split", rich, use_dictionary=False, use_byte_stream_split=split)
    write("int96", rich, use_deprecated_int96_timestamps=True)
    coarse = rich.drop_columns(["nanos"])
    write("version1", coarse, version="1.0")
    write("version2", coarse, version="2.4")
    write("decimals-as-integers", rich, store_decimal_as_integer=True)
    write("old-lists", rich, use_compliant_nested_type=False)
    write("groups", rich, row_group_size=7)
    write("page-index", rich, write_page_index=True, write_page_checksum=True)
    write("no-statistics", rich, write_statistics=False)
    write("no-schema", rich, store_schema=False)
    write("empty", rich.slice(0, 0))
    write("empty-group", pa.concat_tables([rich.slice(0, 0), rich]))
    write("chunks", pa.concat_tables([rich.slice(0, 30), rich.slice(30)]), **TINY)
    with pq.ParquetWriter(folder / "pyarrow-mixed-groups.parquet", rich.schema) as writer:
        for start, length in [(0, 50), (50, 0), (50, 70)]:
            writer.write_table(rich.slice(start, length))


def by_pandas(folder):
    flat = pd.DataFrame(flat_columns(3))
    flat.to_parquet(folder / "pandas-pyarrow.parquet", engine="pyarrow")
    times = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "at": pd.to_datetime(["2024-01-02 03:04:05.123456", None, "1969-07-20 00:00:00.0"]),
            "zoned": pd.to_datetime(["2024-01-02", "2024-06-02", None]).tz_localize("Europe/Berlin"),
            "kind": pd.Categorical(["x", None, "x"]),
            "whole": pd.array([1, None, 2**60], "Int64"),
        }
    )
    times.to_parquet(folder / "pandas-times.parquet", engine="pyarrow")
    times.to_parquet(folder / "pandas-indexed.parquet", engine="pyarrow", index=True)


def by_fastparquet(folder):
    flat = pd.DataFrame(flat_columns(4)).astype({"small": "Int8", "int": "Int32", "long": "Int64", "flag": "boolean"})
    flat["text"] = flat["text"].astype(object).where(flat["text"].notna(), None)
    flat["at"] = pd.to_datetime("2024-01-02") + pd.to_timedelta(range(len(flat)), "s")
    for codec in ["UNCOMPRESSED", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4_RAW"]:
        path = str(folder / f"fastparquet-{codec}.parquet")
        fastparquet.write(path, flat, compression=codec, row_group_offsets=50)
    fastparquet.write(str(folder / "fastparquet-int96.parquet"), flat, times="int96")


def by_polars(folder):
    frame = pl.from_arrow(rich_table(5).drop_columns(["map", "halves", "half"]))
    for codec in ["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4"]:
        frame.write_parquet(folder / f"polars-{codec}.parquet", compression=codec)
    frame.write_parquet(folder / "polars-pages.parquet", data_page_size=100, row_group_size=64)
    frame.write_parquet(folder / "polars-no-statistics.parquet", statistics=False)
    nulls = pl.DataFrame({"id": ["a", "b"], "values": [[1.0, 2.0], [3.0, 4.0]], "metadata": [None, None]})
    nulls.write_parquet(folder / "polars-nulls.parquet")
    arrays = pl.DataFrame({"id": ["a", "b"], "values": [[1, 2], [3, 4]]}, schema_overrides={"values": pl.Array(pl.Float32, 2)})
    arrays.write_parquet(folder / "polars-arrays.parquet")


def by_duckdb(folder):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("rich", rich_table(6).drop_columns(["nothing", "halves", "half"]))
    query = "SELECT *, {'price': 19.99, 'n': 5} AS deal, uuid() AS key, TIMESTAMP '2024-01-02 03:04:05' AS at FROM rich"
    for codec, version in itertools.product(
        ["uncompressed", "snappy", "gzip", "brotli", "zstd", "lz4", "lz4_raw"], ["V1", "V2"]
    ):
        path = folder / f"duckdb-{codec}-{version}.parquet"
        connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, CODEC '{codec}', PARQUET_VERSION {version})")
    path = folder / "duckdb-prices.parquet"
    prices = "SELECT n::VARCHAR AS id, {'price': (n / 100)::DECIMAL(9, 2)} AS metadata FROM range(2000) numbers(n)"
    connection.execute(f"COPY ({prices}) TO '{path}' (FORMAT parquet)")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for write in [by_pyarrow, by_pandas, by_fastparquet, by_polars, by_duckdb]:
        write(target)
    for file in sorted(target.glob("*.parquet")):
        write_expected(file)
