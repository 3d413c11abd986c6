"""XML exports as pages with their revisions: all versions of the schema, what is hidden, what is faulty."""

import bz2
import gzip
import io
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from graphtalk.errors import ReadError, UsageError
from graphtalk.language import load_language
from graphtalk.model import Reading
from graphtalk.readers import read
from graphtalk.readers.dump import PageHistory, is_dump, read_dump, read_pages

ENGLISH = load_language("en")
NAMESPACES = '<namespace key="0" /><namespace key="1">Talk</namespace><namespace key="5">Project talk</namespace>'


def revision(number: int | None = 1, text: str = "<text>Deep.</text>", time: str = "2024-05-03T10:00:00Z", *,
             by: str = "<username>Ana</username>", more: str = "") -> str:  # fmt: skip
    known = f"<id>{number}</id>" if number is not None else ""
    stamp = f"<timestamp>{time}</timestamp>" if time else ""
    who = by if by.startswith("<contributor") else f"<contributor>{by}</contributor>"
    return f"<revision>{known}{stamp}{who}{more}{text}</revision>"


def page(*revisions: str, title: str = "Talk:Lake", namespace: int | None = 1) -> str:
    known = f"<ns>{namespace}</ns>" if namespace is not None else ""
    return f"<page><title>{title}</title>{known}<id>7</id>{''.join(revisions)}</page>"


def export(*pages: str, version: str = "0.11", database: str = "<dbname>enwiki</dbname>") -> bytes:
    head = f"<siteinfo>{database}<namespaces>{NAMESPACES}</namespaces></siteinfo>"
    space = f'xmlns="http://www.mediawiki.org/xml/export-{version}/" version="{version}"'
    return f"<mediawiki {space}>{head}{''.join(pages)}</mediawiki>".encode()


def written(folder: Path, content: bytes, name: str = "export.xml") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read_all(folder: Path, content: bytes) -> list[PageHistory]:
    return list(read_dump(written(folder, content)))


@pytest.mark.parametrize("version", ["0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "0.10", "0.11"])
def test_every_version_of_the_schema_is_read_alike(version: str, tmp_path: Path) -> None:
    (found,) = read_all(tmp_path, export(page(revision(42)), version=version))

    assert ("Talk:Lake", 1, "enwiki") == (found.title, found.namespace, found.site)
    (only,) = found.revisions
    assert (42, datetime(2024, 5, 3, 10, tzinfo=UTC), "Ana", "Deep.") == (only.id, only.timestamp, only.user, only.text)


@pytest.mark.parametrize(
    "title, number", [("Talk:Lake", 1), ("Project talk:Rules: new", 5), ("Lake", 0), ("Lake: a talk", 0)]
)
def test_title_tells_the_namespace_where_nothing_else_does(title: str, number: int, tmp_path: Path) -> None:
    (found,) = read_all(tmp_path, export(page(revision(), title=title, namespace=None), version="0.3"))

    assert number == found.namespace


@pytest.mark.parametrize(
    "given, user, text",
    [
        (revision(by="<ip>192.0.2.7</ip>"), "192.0.2.7", "Deep."),
        (revision(by="<username>Ana_B</username><id>3</id>"), "Ana_B", "Deep."),
        (revision(by="<username />"), None, "Deep."),
        (revision(by='<contributor deleted="deleted" />'), None, "Deep."),
        (revision(text='<text bytes="-1" deleted="deleted" />'), "Ana", None),
        (revision(text='<text bytes="0" />'), "Ana", ""),
        (revision(text='<text id="9" bytes="300" />'), "Ana", None),
        (revision(text="<text>a&#13;\nb &amp; &lt;s&gt;</text>"), "Ana", "a\nb & <s>"),
        (revision(text=""), "Ana", None),
        (revision(text="<text>Deep.</text><content><role>map</role><text>x</text></content>"), "Ana", "Deep."),
    ],
)
def test_user_and_text_may_be_hidden(given: str, user: str | None, text: str | None, tmp_path: Path) -> None:
    ((only,),) = (found.revisions for found in read_all(tmp_path, export(page(given))))

    assert (user, text) == (only.user, only.text)


def test_revisions_are_sorted_by_time_then_id(tmp_path: Path) -> None:
    times = [(5, "2024-05-03T10:00:00Z"), (9, "2024-05-03T09:00:00Z"), (4, "2024-05-03T10:00:00Z")]
    (found,) = read_all(tmp_path, export(page(*(revision(number, time=time) for number, time in times))))

    assert [9, 4, 5] == [one.id for one in found.revisions]


def test_revision_without_time_or_id_keeps_its_place(tmp_path: Path) -> None:
    first, second = revision(None), revision(None, time="")
    (found,) = read_all(tmp_path, export(page(first, second)))
    (bare,) = read_all(tmp_path, export(page(revision(3, time=""))))

    assert [1, 2] == [one.id for one in found.revisions]
    assert found.revisions[0].timestamp == found.revisions[1].timestamp
    assert datetime(1970, 1, 1, tzinfo=UTC) == bare.revisions[0].timestamp


def test_revisions_of_another_content_model_are_left_out(tmp_path: Path) -> None:
    board = revision(1, more="<model>flow-board</model>")
    (found,) = read_all(tmp_path, export(page(board, revision(2, more="<model>wikitext</model>"))))

    assert [2] == [one.id for one in found.revisions]


@pytest.mark.parametrize(
    "name, pack", [("a.xml", bytes), ("a.xml.gz", gzip.compress), ("a.xml.bz2", bz2.compress), ("a.xml", bz2.compress),
                   ("two.bz2", lambda content: bz2.compress(content[:300]) + bz2.compress(content[300:]))]
)  # fmt: skip
def test_packed_export_is_told_by_its_content(name: str, pack: object, tmp_path: Path) -> None:
    assert callable(pack)
    path = written(tmp_path, pack(export(page(revision()))), name)

    assert ["Talk:Lake"] == [found.title for found in read_dump(path)]
    assert ["Talk:Lake"] == [found.title for found in read(str(path), ENGLISH)]


@pytest.mark.parametrize(
    "damage, message",
    [
        (lambda content: content[:-40], "faulty XML"),
        (lambda content: content.replace(b"</text>", b"</txt>"), "line 1: faulty XML"),
        (lambda content: gzip.compress(content)[:-12], "cut off or damaged"),
        (lambda content: bz2.compress(content)[:-12], "cut off or damaged"),
        (lambda content: gzip.compress(content)[:60] + bytes(60), "cut off or damaged"),
        (lambda _: b"", "faulty XML"),
    ],
)
def test_faulty_export_is_refused_in_one_line(damage: object, message: str, tmp_path: Path) -> None:
    assert callable(damage)
    path = written(tmp_path, damage(export(*(page(revision(n), title=f"Talk:{n}") for n in range(1, 60)))))
    with pytest.raises(ReadError, match=message) as caught:
        list(read_dump(path))

    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def test_pages_before_a_fault_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, export(page(revision()), page(revision(2), title="Talk:Pond"))[:-60])
    pages = read_dump(path)

    assert "Talk:Lake" == next(pages).title
    with pytest.raises(ReadError):
        next(pages)


def test_missing_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no such file"):
        list(read_dump(tmp_path / "nothing.xml"))


def test_entity_of_a_file_is_not_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, b"secret", "secret.txt")
    head = f'<!DOCTYPE mediawiki [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    (found,) = read_all(tmp_path, head + export(page(revision(text="<text>a&x;</text>"))))

    assert "secret" not in (found.revisions[0].text or "")


def test_memory_does_not_grow_with_the_pages(tmp_path: Path) -> None:
    text = f"<text>{'Deep water. ' * 2_000}</text>"
    path = written(tmp_path, export(*(page(revision(n, text), title=f"Talk:{n}") for n in range(1, 200))))
    tracemalloc.start()
    try:
        assert 199 == sum(1 for _ in read_dump(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 2_000_000 < path.stat().st_size


def test_text_that_comes_again_is_held_once(tmp_path: Path) -> None:
    texts = ["Deep water.", "no", "Deep water."]
    (found,) = read_all(tmp_path, export(page(*(revision(n, f"<text>{t}</text>") for n, t in enumerate(texts, 1)))))

    assert found.revisions[0].text is found.revisions[2].text


def test_talk_pages_and_project_pages_are_imported_as_they_are_today(tmp_path: Path) -> None:
    old, new = revision(8, "<text>Old.</text>", "2024-05-01T10:00:00Z"), revision(5)
    hidden = revision(9, '<text deleted="deleted" />', "2024-05-04T10:00:00Z")
    numbers = {"Talk:Lake": 1, "Lake": 0, "User:Ana": 2, "User talk:Ana": 3, "Wikipedia:Forum": 4, "Module:X": 828}
    pages = [page(new, old, hidden, title=title, namespace=number) for title, number in numbers.items()]
    found = list(read(str(written(tmp_path, export(*pages, page(hidden, title="Talk:Hidden")))), ENGLISH))

    assert ["Talk:Lake", "User talk:Ana", "Wikipedia:Forum"] == [one.title for one in found]
    first = found[0]
    assert ("Deep.", "wikitext", "enwiki", 5) == (first.text, first.markup, first.site, first.revision)
    assert datetime(2024, 5, 3, 10, tzinfo=UTC) == first.timestamp


def test_newest_revision_holds_no_other() -> None:
    revisions = [revision(n, time=f"2024-05-03T10:0{n}:00Z") for n in (3, 1, 2)]
    (found,) = read_pages(io.BytesIO(export(page(*revisions))), "export.xml", newest=True)

    assert [3] == [one.id for one in found.revisions]


def test_export_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(export(page(revision())))))

    assert ["Talk:Lake"] == [found.title for found in read("-", ENGLISH)]


def test_folder_gives_the_pages_of_its_exports(tmp_path: Path) -> None:
    written(tmp_path, gzip.compress(export(page(revision()))), "b.xml.gz")
    written(tmp_path, b"== Depth ==\nDeep.", "a.txt")

    assert [None, "Talk:Lake"] == [found.title for found in read(str(tmp_path), ENGLISH)]


def test_wiki_without_data_is_no_error(tmp_path: Path) -> None:
    path = written(tmp_path, export(page(revision()), database="<dbname>xxwiki</dbname>"))

    assert [None] == [found.site for found in read(str(path), ENGLISH)]


def test_title_given_for_several_pages_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, export(page(revision()), page(revision(2), title="Talk:Pond")))
    with pytest.raises(UsageError, match="several pages"):
        next(read(str(path), ENGLISH, Reading(title="Talk:Sea")))


def test_export_without_talk_pages_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, export(page(revision(), title="Lake", namespace=0)))
    with pytest.raises(ReadError, match="no text of a talk page"):
        list(read(str(path), ENGLISH))


@pytest.mark.parametrize(
    "content, dump",
    [
        (b"<mediawiki>", True),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n <mediawiki xmlns='x'>", True),
        (b"\n<?xml version='1.0'?><mediawiki/>", True),
        (b"<mediawikis>", False),
        (b"<html>", False),
        (b"== <mediawiki ==", False),
    ],
)
def test_export_is_told_by_its_root(content: bytes, dump: bool) -> None:  # noqa: FBT001 (the expected answer)
    assert dump is is_dump(content)


def test_time_zones_are_counted_in(tmp_path: Path) -> None:
    (found,) = read_all(tmp_path, export(page(revision(time="2024-05-03T12:00:00+02:00"))))

    assert timedelta(0) == found.revisions[0].timestamp.utcoffset()
    assert 10 == found.revisions[0].timestamp.hour
