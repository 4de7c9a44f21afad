"""People and projects from the lists that an institution keeps: how they differ from the policy, and writing it there.

Legal status comes only from a column in which the office recorded it as such. It is never derived from a name, a
country, a nationality or a mail address: those columns are not read.
"""

from __future__ import annotations

from policies.importing.columns import ColumnMap, read_column_map
from policies.importing.difference import Change, Difference, FieldChange, compare
from policies.importing.records import PersonRecord, ProjectRecord, Records, people_columns, read_people, read_projects
from policies.importing.rows import ACTIVITY_COLUMNS, ImportFault, ImportFaults, Row, Source, read_csv, read_directory
from policies.importing.writing import write_difference

__all__ = [
    "ACTIVITY_COLUMNS", "Change", "ColumnMap", "Difference", "FieldChange", "ImportFault", "ImportFaults",
    "PersonRecord", "ProjectRecord", "Records", "Row", "Source", "compare", "people_columns", "read_column_map",
    "read_csv", "read_directory", "read_people", "read_projects", "write_difference",
]  # fmt: skip
