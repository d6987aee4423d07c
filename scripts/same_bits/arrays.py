"""Compares NetCDF files and .npy files, bit by bit."""

import h5netcdf
import numpy as np

import exceptions
from differences import NEW, NUMBER, Finding, pair, shown, text_finding

# Attributes that hold sentences.
SENTENCES = {"long_name", "loss", "weight_order"}


def array_difference(old, new):
    """The first difference of two arrays; None where they have the same type, shape and bits, all NaN being alike."""
    old, new = np.asarray(old), np.asarray(new)
    if old.dtype != new.dtype:
        return f"type {old.dtype} became {new.dtype}"
    if old.shape != new.shape:
        return f"shape {old.shape} became {new.shape}"
    if old.dtype.kind == "c":
        parts = np.dtype(f"f{old.dtype.itemsize // 2}")
        old, new = (np.ascontiguousarray(array).view(parts) for array in (old, new))
    if old.dtype.kind == "f":
        words = np.dtype(f"u{old.dtype.itemsize}")
        same = np.ascontiguousarray(old).view(words) == np.ascontiguousarray(new).view(words)
        same = same.reshape(old.shape) | (np.isnan(old) & np.isnan(new))
    else:
        same = old == new
    if np.all(same):
        return None
    place = np.unravel_index(np.argmin(same), same.shape)
    count = int(np.size(same) - np.count_nonzero(same))
    where = f"{count} of {np.size(same)}; at {[int(i) for i in place]} "
    return pair(old[place].item(), new[place].item(), where)


def compare_npy(old_path, new_path, file):
    difference = array_difference(np.load(old_path), np.load(new_path))
    if difference:
        yield Finding(NUMBER, file, "array", difference)


def compare_netcdf(old_path, new_path, file):
    with h5netcdf.File(old_path, "r") as old, h5netcdf.File(new_path, "r") as new:
        old_sizes, new_sizes = ({name: dim.size for name, dim in part.dimensions.items()} for part in (old, new))
        for name in new_sizes.keys() - old_sizes.keys():
            yield Finding(NEW, file, f"dimension {name}")
        for name, size in old_sizes.items():
            if new_sizes.get(name) != size:
                yield Finding(NUMBER, file, f"dimension {name}", pair(size, new_sizes.get(name)))
        yield from compare_attributes(file, "", old.attrs, new.attrs)
        for name in new.variables.keys() - old.variables.keys():
            yield Finding(NEW, file, f"variable {name}")
        for name, variable in old.variables.items():
            if name not in new.variables:
                yield Finding(NUMBER, file, f"variable {name}", "is missing")
                continue
            other = new.variables[name]
            if variable.dimensions != other.dimensions:
                yield Finding(NUMBER, file, f"dimensions of {name}", pair(variable.dimensions, other.dimensions))
            difference = array_difference(variable[...], other[...])
            if difference:
                yield Finding(NUMBER, file, f"variable {name}", difference)
            yield from compare_attributes(file, f"{name}:", variable.attrs, other.attrs)


def compare_attributes(file, owner, old, new):
    for name in new.keys() - old.keys():
        yield Finding(NEW, file, f"attribute {owner}{name}", shown(new[name]))
    for name, value in old.items():
        if exceptions.is_listed(name, exceptions.ATTRIBUTES):
            continue
        if name not in new:
            yield Finding(NUMBER, file, f"attribute {owner}{name}", "is missing")
        elif text_or_array(value) != text_or_array(new[name]):
            if name in SENTENCES:
                yield text_finding(file, f"attribute {owner}{name}", text_or_array(value), text_or_array(new[name]))
                continue
            yield Finding(NUMBER, file, f"attribute {owner}{name}", pair(value, new[name]))


def text_or_array(value):
    """An attribute for comparison: texts of either encoding alike, numbers by their bits."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    return array.dtype.str, "nan" if array.dtype.kind == "f" and np.isnan(array).all() else array.tobytes()
