"""What pyarrow reads in a file, in the form in which an import has it."""

import decimal
import json

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def write_expected(file):
    table = table_of(file)
    lines = [row_of(table, at) for at in range(table.num_rows)]
    file.with_suffix(".jsonl").write_text("\n".join(lines))


def table_of(file):
    try:
        return pq.ParquetFile(file).read()
    except OSError:
        # Of the second version of pages by DuckDB, pyarrow expects a block that is not there.
        return duckdb.read_parquet(str(file)).to_arrow_table()


def row_of(table, at):
    values = {name: plain(column[at]) for name, column in zip(table.column_names, table.columns)}
    return json.dumps({name: value for name, value in values.items() if value is not None})


def plain(scalar):
    """A value as JSON has it; what a struct lacks is left out, what a list lacks is null."""
    kind = scalar.type
    if isinstance(scalar, pa.ExtensionScalar):
        return plain_extension(scalar)
    if not scalar.is_valid:
        return None
    if pa.types.is_dictionary(kind):
        return plain(scalar.value)
    if pa.types.is_map(kind):
        return {plain(entry["key"]): plain(entry["value"]) for entry in scalar.values}
    if pa.types.is_struct(kind):
        fields = {name: plain(value) for name, value in scalar.items()}
        return {name: value for name, value in fields.items() if value is not None}
    if is_list(kind):
        return [plain(element) for element in scalar.values]
    if pa.types.is_timestamp(kind):
        text = iso(np.datetime64(scalar.value, kind.unit))
        return text if kind.tz is None else f"{text if '.' in text else f'{text}.000'}Z"
    if pa.types.is_time(kind):
        return iso(np.datetime64(scalar.value, kind.unit)).split("T")[1]
    if pa.types.is_date(kind):
        return scalar.as_py().isoformat()
    if pa.types.is_decimal(kind):
        return float(decimal.Decimal(scalar.as_py()))
    return float(scalar.as_py()) if pa.types.is_floating(kind) else scalar.as_py()


def is_list(kind):
    lists = [pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list, pa.types.is_list_view]
    return any(is_kind(kind) for is_kind in lists)


def plain_extension(scalar):
    value = scalar.as_py()
    return value if value is None or isinstance(value, str) else str(value)


def iso(moment):
    """With a fraction of three, six or nine digits where it has one."""
    text = np.datetime_as_string(moment, unit="ns")
    seconds, fraction = text.split(".")
    while fraction.endswith("000"):
        fraction = fraction[:-3]
    return f"{seconds}.{fraction}" if fraction else seconds
