"""Compares results.sqlite: the rows of all tables, by the names of tables and columns."""

import sqlite3
from contextlib import closing

import exceptions
from differences import NEW, NUMBER, Finding, bits, pair, text_finding

# What identifies a row; of other tables the rows are sorted by all columns.
KEYS = {
    "meta": ["key"], "points": ["point"], "runs": ["run"], "files": ["path"],
    "plateaus": ["run", "plateau"], "thresholds": ["run", "threshold"], "attempts": ["run", "attempt"],
}
# Columns that hold sentences.
SENTENCES = ["runs.message", "attempts.message"]


def opened(path):
    return closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def tables(connection):
    """The columns of every table."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        for name in names if not name.startswith("sqlite_")
    }


def rows(connection, table, columns):
    """The rows by their keys."""
    chosen = ", ".join(f'"{column}"' for column in columns)
    found = [dict(zip(columns, row)) for row in connection.execute(f'SELECT {chosen} FROM "{table}"')]
    keys = KEYS.get(table)
    if keys:
        return {tuple(row[key] for key in keys): row for row in found}
    return dict(enumerate(sorted(found, key=lambda row: [repr(value) for value in row.values()])))


def compare(old_path, new_path, file):
    with opened(old_path) as old, opened(new_path) as new:
        old_tables, new_tables = tables(old), tables(new)
        for table in new_tables.keys() - old_tables.keys():
            yield Finding(NEW, file, f"table {table}")
        for table, columns in old_tables.items():
            if table not in new_tables:
                yield Finding(NUMBER, file, f"table {table}", "is missing")
                continue
            for column in new_tables[table]:
                if column not in columns:
                    yield Finding(NEW, file, f"{table}.{column}")
            for column in columns:
                if column not in new_tables[table]:
                    yield Finding(NUMBER, file, f"{table}.{column}", "is missing")
            common = [column for column in columns if column in new_tables[table]]
            yield from compare_rows(file, table, rows(old, table, common), rows(new, table, common))


def compare_rows(file, table, old, new):
    """The first difference of every column, and rows that only one has."""
    for key in new.keys() - old.keys():
        yield Finding(NEW if table == "meta" else NUMBER, file, f"{table}, row {key}", "is new")
    reported = set()
    for key, row in old.items():
        if key not in new:
            yield Finding(NUMBER, file, f"{table}, row {key}", "is missing")
            continue
        for column, value in row.items():
            name, other = f"{table}.{column}", new[key][column]
            if bits(value) == bits(other) or name in reported or is_uncompared(table, column, row):
                continue
            reported.add(name)
            if name in SENTENCES and value and other:
                yield text_finding(file, f"{name}, row {key}", value, other)
            else:
                yield Finding(NUMBER, file, f"{name}, row {key}", pair(value, other))


def is_uncompared(table, column, row):
    if exceptions.is_listed(column, exceptions.CLOCKS):
        return True
    if table == "meta":
        return exceptions.is_listed(row["key"], exceptions.META + exceptions.META_CHECKSUMS)
    if table in exceptions.TABLES_OF_CHECKSUMS and column in exceptions.CHECKSUMS:
        return True
    return (
        table == "files" and column in exceptions.CHECKSUMS and exceptions.is_listed(row["path"], exceptions.CHECKSUMS_OF))
