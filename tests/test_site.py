"""How wikis write dates and names: facts of MediaWiki's messages, as data."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphtalk.errors import LanguageError, ReadError, UsageError
from graphtalk.parse.signatures import find_timestamps
from graphtalk.site import build_site, load_site, read_site, site_names, timestamp_pattern

BERLIN = {
    "wiki": "berlinwiki",
    "language": "en",
    "timezone": "Europe/Berlin",
    "special_contributions_page": "Contributions",
    "formats": {
        "en": {
            "date_format": "H:i, j F Y",
            "timezone_names": {"CET": "CET", "CEST": "CEST"},
            "months": [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        }
    },
}


def moments(text: str, site: str) -> list[datetime | None]:
    wiki = load_site(site)
    return [wiki.moment(stamp.match, stamp.format) for stamp in find_timestamps(text, wiki)]


@pytest.mark.parametrize("name", site_names())
def test_shipped_site_loads_and_knows_its_users(name: str) -> None:
    site = load_site(name)

    assert "Ana" == site.user_of("User:Ana") == site.user_of("Special:Contributions/Ana")
    assert site.page_url("Talk:A b") == f"https://{site.host}/wiki/Talk:A_b"


@pytest.mark.parametrize(
    "site, text, expected",
    [
        ("enwiki", "09:05, 3 May 2021 (UTC)", datetime(2021, 5, 3, 9, 5, tzinfo=UTC)),
        ("enwiki", "23:59, 31 Dec 2005 (UTC)", datetime(2005, 12, 31, 23, 59, tzinfo=UTC)),
        ("dewiki", "17:37, 2. Mai 2014 (CEST)", datetime(2014, 5, 2, 15, 37, tzinfo=UTC)),
        ("frwiki", "3 mai 2021 à 09:05 (CEST)", datetime(2021, 5, 3, 7, 5, tzinfo=UTC)),
        ("plwiki", "02:30, 28 paź 2018 (CEST)", datetime(2018, 10, 28, 0, 30, tzinfo=UTC)),
        ("plwiki", "02:30, 28 paź 2018 (CET)", datetime(2018, 10, 28, 1, 30, tzinfo=UTC)),
        ("huwiki", "2021. május 3., 09:05 (CEST)", datetime(2021, 5, 3, 7, 5, tzinfo=UTC)),
        ("cswiki", "3. 5. 2021, 09:05 (CEST)", datetime(2021, 5, 3, 7, 5, tzinfo=UTC)),
        ("kowiki", "2021년 5월 3일 (월) 09:05 (KST)", datetime(2021, 5, 3, 0, 5, tzinfo=UTC)),
        ("ptwiki", "09h05min de 3 de maio de 2021 (UTC)", datetime(2021, 5, 3, 9, 5, tzinfo=UTC)),
        ("viwiki", "09:05, ngày 3 tháng 5 năm 2021 (UTC)", datetime(2021, 5, 3, 9, 5, tzinfo=UTC)),
        ("fawiki", "۳ مهٔ ۲۰۲۱، ساعت ۰۹:۰۵ (UTC)", datetime(2021, 5, 3, 9, 5, tzinfo=UTC)),
        ("srwiki", "09:05, 3. мај 2021. (CEST)", datetime(2021, 5, 3, 7, 5, tzinfo=UTC)),
        ("srwiki", "09:05, 3. maj 2021. (CEST)", datetime(2021, 5, 3, 7, 5, tzinfo=UTC)),
        ("enwiki", "09:05, 31 June 2021 (UTC)", None),
        ("enwiki", "24:00, 3 May 2021 (UTC)", None),
        ("enwiki", "09:05, 3 May 0000 (UTC)", None),
    ],
)
def test_timestamp_is_read_in_the_language_and_zone_of_its_wiki(
    site: str, text: str, expected: datetime | None
) -> None:
    assert [expected] == moments(text, site)


@pytest.mark.parametrize(
    "text",
    ["9:05, 3 May 2021 (UTC)", "09:05, 3 Mai 2021 (UTC)", "09:05, 3 May 21 (UTC)", "09:05, 3 May 2021", "09:05, 3 May 2021 (CET)"],
)  # fmt: skip
def test_what_the_wiki_would_not_write_is_no_timestamp(text: str) -> None:
    assert [] == moments(text, "enwiki")


def test_summer_time_follows_the_zone() -> None:
    site = build_site(BERLIN, "berlin.json")
    text = "12:00, 1 July 2021 (CEST) 12:00, 1 January 2021 (CET)"

    found = [site.moment(stamp.match, stamp.format) for stamp in find_timestamps(text, site)]

    assert [datetime(2021, 7, 1, 10, tzinfo=UTC), datetime(2021, 1, 1, 11, tzinfo=UTC)] == found


def test_site_data_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "berlin.json"
    file.write_text(json.dumps(BERLIN), encoding="utf-8")

    site = read_site(str(file))

    assert ("berlinwiki", None) == (site.name, site.page_url("Talk:Earth"))


@pytest.mark.parametrize("missing", ["wiki", "language", "timezone", "formats", "special_contributions_page"])
def test_site_data_that_lacks_something_says_what(missing: str) -> None:
    data = {key: value for key, value in BERLIN.items() if key != missing}

    with pytest.raises(LanguageError, match=f"berlin.json: '{missing}' is missing or malformed"):
        build_site(data, "berlin.json")


def test_file_without_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text("{", encoding="utf-8")

    with pytest.raises(ReadError, match="no JSON"):
        read_site(str(file))


def test_unknown_site_names_the_shipped_ones() -> None:
    with pytest.raises(UsageError, match="no data for the site 'nowiki'; there is arwiki"):
        load_site("nowiki")


def test_date_format_with_unknown_letter_is_refused() -> None:
    with pytest.raises(LanguageError, match="letter 'S' is not known"):
        timestamp_pattern("S, j F Y", ["May"])


@pytest.mark.parametrize(
    ("title", "user"),
    [
        ("User:Ana", "Ana"),
        ("user_talk:ana b/Archive 1", "Ana b"),
        ("Special:Contributions/192.0.2.7", "192.0.2.7"),
        ("Special:Diff/123", None),
        ("User:Template:Invalid", None),
        ("Ana", None),
        ("User:", None),
    ],
)
def test_user_is_read_from_the_title_of_a_page(title: str, user: str | None) -> None:
    assert user == load_site("enwiki").user_of(title)
