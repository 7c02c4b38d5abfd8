"""Columns of every type that an import may meet, as an Arrow table of records."""

import datetime as dt
import decimal
import json
import random

import numpy as np
import pyarrow as pa

ROWS = 120


def sometimes(random_, make, share=0.2):
    """Values of which a share is null."""
    return [None if random_.random() < share else make(at) for at in range(ROWS)]


def flat_columns(seed):
    """Columns that every writer knows."""
    rand = random.Random(seed)
    words = ["fox", "", "naïve", "\ufeffmark", "日本語", "a" * 200, "drama"]
    return {
        "id": [f"r{at:04d}" for at in range(ROWS)],
        "text": sometimes(rand, lambda at: rand.choice(words) + str(at % 17)),
        "word": sometimes(rand, lambda at: rand.choice(words)),
        "flag": sometimes(rand, lambda at: rand.random() < 0.5),
        "small": sometimes(rand, lambda at: rand.randrange(-128, 128)),
        "int": sometimes(rand, lambda at: rand.randrange(-(2**31), 2**31)),
        "long": sometimes(rand, lambda at: rand.randrange(-(2**63), 2**63)),
        "float": sometimes(rand, lambda at: float(np.float32(rand.gauss(0, 1)))),
        "double": sometimes(rand, lambda at: rand.gauss(0, 1e9)),
        "always": [at * at for at in range(ROWS)],
    }


def flat_table(seed=1):
    types = {
        "id": pa.string(),
        "text": pa.string(),
        "word": pa.string(),
        "flag": pa.bool_(),
        "small": pa.int8(),
        "int": pa.int32(),
        "long": pa.int64(),
        "float": pa.float32(),
        "double": pa.float64(),
        "always": pa.int32(),
    }
    columns = flat_columns(seed)
    return pa.table({name: pa.array(columns[name], types[name]) for name in types})


def day(rand):
    return dt.date(1901, 1, 1) + dt.timedelta(days=rand.randrange(60000))


def moment(rand):
    return dt.datetime(1969, 12, 1) + dt.timedelta(microseconds=rand.randrange(3 * 10**15))


def rich_table(seed=2):
    """Everything else: unsigned, half, decimal, dates, times, lists, structs, maps, views, dictionaries."""
    rand = random.Random(seed)
    cents = lambda at: decimal.Decimal(rand.randrange(-(10**7), 10**7)).scaleb(-2)
    wide = lambda at: decimal.Decimal(rand.randrange(-(10**30), 10**30)).scaleb(-10)
    numbers = lambda at: [rand.gauss(0, 1) for _ in range(rand.randrange(6))]
    vector = lambda at: [float(np.float32(rand.gauss(0, 1))) for _ in range(8)]
    whole_seconds = lambda at: moment(rand).replace(microsecond=0)
    nanos = lambda at: np.datetime64(rand.randrange(4 * 10**18), "ns")
    lists = lambda at: [[rand.randrange(9) for _ in range(rand.randrange(3))] or None for _ in range(rand.randrange(4))]
    struct = lambda at: {"price": cents(at), "tags": rand.choice([None, [], ["x", None], ["y"]]), "in": {"n": at or None}}
    sparse = lambda at: {"indices": [at, at + 7], "values": [0.5, float(at)]}
    metadata = lambda at: json.dumps({"n": at, "genre": rand.choice(["drama", "comedy"])})
    clock = lambda at: moment(rand).time()
    short_clock = lambda at: moment(rand).time().replace(microsecond=1000 * rand.randrange(1000))
    pairs = lambda at: [(f"k{place}", place) for place in range(rand.randrange(4))]
    two_numbers = pa.struct([("indices", pa.list_(pa.uint32())), ("values", pa.list_(pa.float32()))])
    nested = pa.struct(
        [("price", pa.decimal128(9, 2)), ("tags", pa.list_(pa.string())), ("in", pa.struct([("n", pa.int64())]))]
    )
    columns = {
        "id": ([f"r{at:04d}" for at in range(ROWS)], pa.string()),
        "values": ([vector(at) for at in range(ROWS)], pa.list_(pa.float32())),
        "fixed": ([vector(at) for at in range(ROWS)], pa.list_(pa.float32(), 8)),
        "halves": ([[np.float16(x) for x in vector(at)] for at in range(ROWS)], pa.list_(pa.float16())),
        "doubles": (sometimes(rand, numbers), pa.list_(pa.float64())),
        "bytes": (sometimes(rand, lambda at: [rand.randrange(-128, 128) for _ in range(5)]), pa.list_(pa.int8())),
        "sparse_values": (sometimes(rand, sparse), two_numbers),
        "metadata": (sometimes(rand, metadata), pa.large_string()),
        "half": (sometimes(rand, lambda at: np.float16(rand.gauss(0, 1))), pa.float16()),
        "u8": (sometimes(rand, lambda at: rand.randrange(256)), pa.uint8()),
        "u16": (sometimes(rand, lambda at: rand.randrange(2**16)), pa.uint16()),
        "u32": (sometimes(rand, lambda at: rand.randrange(2**32)), pa.uint32()),
        "u64": (sometimes(rand, lambda at: rand.randrange(2**64)), pa.uint64()),
        "i16": (sometimes(rand, lambda at: rand.randrange(-(2**15), 2**15)), pa.int16()),
        "price": (sometimes(rand, cents), pa.decimal128(9, 2)),
        "long_price": (sometimes(rand, cents), pa.decimal128(18, 2)),
        "wide_price": (sometimes(rand, wide), pa.decimal128(38, 10)),
        "day": (sometimes(rand, lambda at: day(rand)), pa.date32()),
        "seconds": (sometimes(rand, whole_seconds), pa.timestamp("s")),
        "millis": (sometimes(rand, whole_seconds), pa.timestamp("ms")),
        "micros": (sometimes(rand, lambda at: moment(rand)), pa.timestamp("us")),
        "nanos": (sometimes(rand, nanos), pa.timestamp("ns")),
        "zoned": (sometimes(rand, lambda at: moment(rand)), pa.timestamp("us", tz="UTC")),
        "berlin": (sometimes(rand, whole_seconds), pa.timestamp("ms", tz="Europe/Berlin")),
        "clock": (sometimes(rand, clock), pa.time64("us")),
        "short_clock": (sometimes(rand, short_clock), pa.time32("ms")),
        "nothing": ([None] * ROWS, pa.null()),
        "no_text": ([None] * ROWS, pa.string()),
        "lists": (sometimes(rand, lists), pa.list_(pa.list_(pa.int32()))),
        "struct": (sometimes(rand, struct), nested),
        "structs": (sometimes(rand, lambda at: [struct(at), None][: rand.randrange(3)]), pa.list_(nested)),
        "map": (sometimes(rand, pairs), pa.map_(pa.string(), pa.int32())),
        "words": (sometimes(rand, lambda at: [rand.choice("abc"), rand.choice("abc")]), pa.list_(pa.string())),
    }
    table = pa.table({name: pa.array(*column) for name, column in columns.items()})
    genre = pa.array(sometimes(rand, lambda at: rand.choice(["drama", "comedy"]))).dictionary_encode()
    return table.append_column("genre", genre)
