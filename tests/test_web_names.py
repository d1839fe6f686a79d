"""Codes become names that people know, and only codes do."""

from __future__ import annotations

import pytest

from tracker.web import names


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("IND-USA: sign lithium agreement", "India and United States: sign lithium agreement"),
        ("AUS-IND-JPN: launch project", "Australia, India and Japan: launch project"),
        ("EU: publish strategy", "European Union: publish strategy"),
        ("Quad: publish list", "Quad: publish list"),
        ("IND-Quad: publish list", "IND-Quad: publish list"),
        ("sign lithium agreement", "sign lithium agreement"),
        ("", ""),
    ],
)
def test_the_codes_that_open_a_title_are_told_as_names(title: str, shown: str) -> None:
    assert names.title(title) == shown


@pytest.mark.parametrize(
    ("key", "shown"), [("no_such_wire", "No Such Wire"), ("The Lantern", "The Lantern"), ("demo", "Demo")]
)
def test_an_outlet_without_a_source_file_gets_its_key_made_readable(key: str, shown: str) -> None:
    assert names.outlet(key) == shown


def test_an_outlet_with_a_source_file_has_its_publishers_name() -> None:
    from tracker import sources

    key, source = next(iter(sources.load_sources().items()))
    assert names.outlet(key) == source.file.publisher


@pytest.mark.parametrize(("code", "shown"), [("IND", "India"), ("EU", "European Union"), ("G7", "G7"), ("XXX", "XXX")])
def test_a_party_is_told_by_its_name_where_it_is_a_country(code: str, shown: str) -> None:
    assert names.country(code) == shown
