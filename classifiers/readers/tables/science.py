"""The formats of instrument data and databases."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("HDF5, NetCDF-4", ("application/x-hdf5", "application/x-hdf"), "science.hdf5", "read", "names, attributes, strings, values or their extent, character codes; long words of comments and free space; links and storage outside are named, never followed", "h5py"),
    Format("NetCDF classic", ("application/x-netcdf",), "science.netcdf", "read", "dimensions, attributes, strings, values or their extent", "own, NumPy"),
    Format("MATLAB 4, 5, 7.3", ("application/x-matlab-data",), "science.matlab", "read", "names, texts, cells, fields, strings of class `string`, values or their extent; other objects by their values", "own, NumPy, h5py"),
    Format("NumPy array", ("application/x-npy",), "science.numpy_file", "read", "names of fields, strings, values or their extent; objects as a pickle", "own, NumPy"),
    Format("Python pickle", ("application/x-python-pickle",), "science.numpy_file", "read_pickle", "all strings and names; never loaded; finding `pickle`", "pickletools"),
    Format("FITS", ("application/fits",), "science.fits", "read", "header cards, strings of tables, extent of values", "own, NumPy"),
    Format("SQLite", ("application/vnd.sqlite3", "application/x-sqlite3"), "science.sqlite", "read", "schema, every row, files in columns, strings of free space (deleted rows); views, triggers and functions never run", "sqlite3"),
    Format("dBASE, FoxPro", ("application/x-dbf",), "science.dbase", "read", "every field of every record, deleted ones too; code pages", "own"),
    Format("ROOT", ("application/x-root",), "science.root", "read", "every key: class, name, title, strings of the object, packed ones too (zlib, LZMA, LZ4, Zstandard)", "own"),
    Format("R data (RDS, RData)", ("application/x-r-data",), "science.rdata", "read", "names, attributes, strings, values or their extent", "own, NumPy"),
    Format("Avro", ("application/avro",), "science.avro", "read", "schema, properties, strings of every record, packed ones too", "own"),
    Format("TDMS (LabVIEW)", ("application/x-tdms",), "science.tdms", "read", "groups, channels, properties, texts, values or their extent", "own, NumPy"),
    Format("Berkeley DB", ("application/x-berkeley-db",), "science.berkeley", "read", "keys and values of every page, overflow pages, strings of free pages", "own"),
    Format("DICOM", ("application/dicom",), "science.dicom", "read", "every element of the header; pixels are not decoded", "own", "partial"),
    Format("Other instrument data and databases", ("application/x-msaccess", "application/vnd.apache.parquet", "application/vnd.apache.arrow", "application/x-hdf4", "application/x-cdf", "application/x-sas-data", "application/x-sas-xport", "application/x-spss-sav", "application/x-stata-dta", "application/x-labview", "application/x-sqlite-journal"), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
