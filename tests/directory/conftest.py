import csv
import json
from pathlib import Path
from typing import Any

import pytest

SERRANO = {
    "bioguide_id": "S000248",
    "full_name": "José E. Serrano",
    "first": "José",
    "middle": "E.",
    "last": "Serrano",
    "suffix": "",
    "nickname": "",
    "chamber": "house",
    "state": "NY",
    "district": "16",
    "party": "Democrat",
    "phone": "202-225-4361",
    "term_start": "2011-01-05",
    "term_end": "2013-01-03",
    "url": "http://serrano.house.gov",
}


@pytest.fixture
def file(tmp_path):
    """Write rows as a CSV file and return its path; each row is Serrano's with what it says differently."""

    def write(*rows: dict[str, str], name: str = "members.csv", without: tuple[str, ...] = ()) -> Path:
        path = tmp_path / name
        columns = [column for row in rows for column in SERRANO | row if column not in without]
        columns = list(dict.fromkeys(columns))
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(SERRANO | row for row in rows)
        return path

    return write


@pytest.fixture
def document(tmp_path):
    """Write data as YAML, which JSON is, and return its path."""

    def write(content: Any, name: str = "people.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
