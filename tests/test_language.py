"""Every rule of every language carries examples; here they run, beside what the files say of templates and buttons."""

import re
import tomllib
from importlib import resources

import pytest

from graphtalk.annotate.cues import says
from graphtalk.errors import LanguageError, UsageError
from graphtalk.language import Cue, Language, build_language, load_language, read_cue
from graphtalk.model import Comment, RawPage
from graphtalk.parse import parse
from graphtalk.parse.citations import WORK_FIELDS
from graphtalk.parse.signatures import DASHES, chrome_end
from graphtalk.site import load_site

FILES = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (resources.files("graphtalk") / "languages").iterdir()
    if file.name.endswith(".toml")
}
LANGUAGES = [load_language(code) for code in sorted(FILES)]
WITH_RULES = ("de", "en", "fr", "pl")
CUES = [(task, cue) for language in LANGUAGES for task, cues in language.cues.items() for cue in cues]
MARKERS = [(code, name) for code, data in FILES.items() for name in data.get("markers", {})]
GOOD = {"id": "x", "pattern": "a", "value": "v", "confidence": 0.5, "examples": ["a", "ab"], "counterexamples": ["b"]}
# What `field_authors`, `citation_text` and the sources read of a citation.
FIELDS = {"title", "date", "year", "url", "doi", "isbn", "pmid", "arxiv", *WORK_FIELDS}
PEOPLE = re.compile(r"(?:author|last|first)[1-9]?")


def patterns(language: Language) -> list[str]:
    """Return every regular expression in the data of a language."""
    cues = [cue.pattern.pattern for found in language.cues.values() for cue in found]
    others = [language.unsigned_notice, language.signature_links, *language.chrome, *language.markers.values()]
    return [*(pattern.pattern for pattern in others), *cues]


def repeats_without_end(pattern: str) -> list[str]:
    """Return the groups of a pattern that repeat without end and hold a repetition without end themselves.

    Such a pattern may take time that doubles with each further letter. One that begins with a repetition without end
    is listed too: a search tries it from every place.

    >>> repeats_without_end(r"a(?:b+c)*"), repeats_without_end(r"\\s*x"), repeats_without_end(r"a(?:b+c){0,3}[*(+]")
    (['(?:b+c)*'], ['\\\\s*'], [])
    """
    pieces = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,\d*\}|\(\?[^:()]*[:=!>)]|.", pattern, re.DOTALL)
    found = []
    opened: list[tuple[int, bool]] = []  # where each open group begins, and whether such a repetition is in it
    start, inner, held, place = 0, False, False, 0
    for piece in pieces:
        if piece.startswith("("):
            opened.append((place, inner))
            inner = False
        elif piece == ")":
            start, outer = opened.pop()
            held, inner = inner, inner or outer
        elif piece in {"*", "+"} or re.fullmatch(r"\{\d*,\}", piece):
            if pattern[place - 1] == ")" and held:
                found.append(pattern[start : place + 1])
            inner = True
        elif not piece.startswith(("{", "?")):
            start, held = place, False
        place += len(piece)
    beginning = re.match(
        r"(?:\(\?(?:P<\w+>|[a-z-]*:))*(?P<piece>(?:\\s|\\w|\\W|\[[^\]]*\]|\.)(?:[*+]|\{\d*,\}))", pattern
    )
    return found + ([beginning["piece"]] if beginning else [])


def read_wikitext(site: str, text: str) -> list[Comment]:
    """Return the comments of a talk page of a shipped wiki."""
    return list(parse(RawPage(text, "wikitext", title="Talk:Lake"), load_language(None, load_site(site))).comments)


@pytest.mark.parametrize(("task", "cue"), CUES, ids=[cue.id for _, cue in CUES])
def test_rule_matches_its_examples_and_none_of_its_counterexamples(task: str, cue: Cue) -> None:
    missed = [text for text in cue.examples if not cue.pattern.search(text)]
    wrong = [text for text in cue.counterexamples if cue.pattern.search(text)]

    assert ([], []) == (missed, wrong), task


@pytest.mark.parametrize(("code", "name"), MARKERS)
def test_marker_matches_what_stands_between_bars_and_none_of_its_counterexamples(code: str, name: str) -> None:
    entry, pattern = FILES[code]["markers"][name], load_language(code).markers[name]
    for before, words, after in (text.split("|") for text in entry["examples"]):
        found = pattern.match(before + words + after, len(before))

        assert found, (before, words, after)
        assert words == found[0]
    for before, bar, after in (text.partition("|") for text in entry["counterexamples"]):
        assert not (pattern.match(before + after, len(before)) if bar else pattern.search(before))


def test_marker_without_examples_or_of_an_unknown_name_is_refused() -> None:
    wish = {"pattern": "please", "examples": ["|please| do"]}
    data = {"code": "xx", "inherits": "und", "markers": {"wish": wish}}
    language = build_language(data, load_site("enwiki"), "xx.toml")

    with pytest.raises(LanguageError, match=r"xx\.toml: marker 'wish' needs two examples and one counterexample"):
        language.markers["wish"]
    with pytest.raises(LanguageError, match=r"xx\.toml: no marker whish; there is opener, wish, "):
        build_language({"code": "xx", "inherits": "und", "markers": {"whish": {}}}, load_site("enwiki"), "xx.toml")


def test_marker_that_a_language_lacks_matches_nothing() -> None:
    assert not load_language("es").markers["clause_start"].search("Sí, pero no.")


def test_rule_ids_are_unique_and_begin_with_the_language() -> None:
    ids = [cue.id for _, cue in CUES]

    assert sorted(set(ids)) == sorted(ids)
    for language in LANGUAGES:
        assert all(cue.id.startswith(f"{language.code}.") for cues in language.cues.values() for cue in cues)


@pytest.mark.parametrize("code", WITH_RULES)
def test_languages_with_rules_read_votes_outcomes_and_wordings(code: str) -> None:
    language = load_language(code)
    stances = {cue.value for cue in language.cues["stance"] if cue.where == "bold"}
    outcomes = {cue.value for cue in language.cues["status"]}

    assert {"support", "oppose", "neutral"} <= stances
    assert {"implemented", "partly implemented", "declined", "reverted", "withdrawn", "accepted"} == outcomes
    assert all(language.cues[task] for task in ("wording", "change_from", "change_to", "option", "move", "talk"))
    assert len(set(language.policies.values())) >= 24


def test_languages_for_structure_alone_have_no_rules() -> None:
    assert {language.code for language in LANGUAGES if any(language.cues.values())} == set(WITH_RULES)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_patterns_take_time_in_proportion_to_the_text(language: Language) -> None:
    assert [pattern for pattern in patterns(language) if repeats_without_end(pattern)] == []


@pytest.mark.parametrize("code", sorted(FILES))
def test_template_has_one_meaning_in_a_file(code: str) -> None:
    names = [name.lower() for entry in FILES[code].get("template", []) for name in entry["names"]]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_words_of_an_unsigned_template_are_known_again(language: Language) -> None:
    words = language.unsigned_text.strip()
    found = language.unsigned_notice.search(words)

    assert found is not None
    assert (words[: found.start()].strip(DASHES + "("), found.end()) == ("", len(words))
    shown = {known.text for known in language.templates.values() if known.meaning == "unsigned"}
    assert {language.unsigned_text} == shown


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_citation_fields_have_the_names_that_are_read(language: Language) -> None:
    unknown = [n for n in language.citation_fields.values() if n not in FIELDS and not PEOPLE.fullmatch(n)]

    assert unknown == []


@pytest.mark.parametrize(
    ("site", "template", "author"),
    [
        ("enwiki", "{{unsigned|Bo|08:15, 2 June 2023 (UTC)}}", "Bo"),
        ("enwiki", "{{xsign|08:15, 2 June 2023 (UTC)|Bo}}", "Bo"),
        ("enwiki", "{{unsigned2|08:15, 2 June 2023|Bo}}", "Bo"),
        ("enwiki", "{{Usu|Bo|08:15, 2 June 2023 (UTC)}}", "Bo"),
        ("enwiki", "{{subst:UnsignedIP2|08:15, 2 June 2023 (UTC)|192.0.2.7}}", "192.0.2.7"),
        ("enwiki", "{{Unsigned-ip|192.0.2.7|08:15, 2 June 2023 (UTC)}}", "192.0.2.7"),
        ("commonswiki", "{{non firmato|Bo|08:15, 2 June 2023 (UTC)}}", "Bo"),
        ("dewiki", "{{unsigniert|Bo|08:15, 2. Jun. 2023 (CEST)}}", "Bo"),
        ("dewiki", "{{unsigned|Bo|08:15, 2. Jun. 2023 (CEST)|ALT=unvollständig}}", "Bo"),
        ("frwiki", "{{Non signé|192.0.2.7|2 juin 2023 à 08:15 (CEST)|141369221|ip=oui}}", "192.0.2.7"),
        ("frwiki", "{{non signé2|2 juin 2023 à 08:15 (CEST)|Bo}}", "Bo"),
        ("plwiki", "{{niepodpisany|Bo|08:15, 2 cze 2023 (CEST)}}", "Bo"),
        ("eswiki", "{{No firmado|Bo|08:15 2 jun 2023 (UTC)}}", "Bo"),
        ("itwiki", "{{nf|Bo|08:15, 2 giu 2023 (CEST)}}", "Bo"),
        ("ptwiki", "{{Não assinou|Bo|08h15min de 2 de junho de 2023 (UTC)}}", "Bo"),
        ("huwiki", "{{aláíratlan|Bo|2023. június 2., 08:15 (CEST)}}", "Bo"),
        ("arwiki", "{{غير موقع|Bo|08:15، 2 يونيو 2023 (ت ع م)}}", "Bo"),
        ("nlwiki", "{{unsigned|Bo|2 jun 2023 08:15 (CEST)}}", "Bo"),
        ("kowiki", "{{unsigned|Bo|2023년 6월 2일 (금) 08:15 (KST)}}", "Bo"),
    ],
)
def test_unsigned_template_gives_a_comment_without_its_words(site: str, template: str, author: str) -> None:
    (comment,) = read_wikitext(site, f"Otters! {template}\n")

    assert (author, "unsigned-template", "Otters!") == (comment.author, comment.signature, comment.text)
    assert comment.timestamp is not None


@pytest.mark.parametrize(
    ("site", "name"),
    [
        *(("enwiki", name) for name in ("outdent", "od", "outdent2", "unindent", "undent", "dedent", "Rethread")),
        ("commonswiki", "Quito sangría"),
        ("dewiki", "Rückung"),
        ("dewiki", "od"),
        ("frwiki", "Retour indentation"),
        ("frwiki", "RI"),
        ("ptwiki", "desindentar"),
        ("nlwiki", "outdent"),
    ],
)
def test_outdent_by_any_name_is_one(site: str, name: str) -> None:
    assert load_language(None, load_site(site)).templates[name.lower()].meaning == "outdent"


@pytest.mark.parametrize(
    ("site", "wikitext", "text"),
    [
        ("enwiki", "{{lang|ca|castells}} and {{tl|od}}", "castells and {{od}}"),
        ("enwiki", "{{ping|Ana|Bo|Cwen}} {{diff|Lake|prev|7|this}}", "@Ana, Bo and Cwen: this"),
        (
            "enwiki",
            "{{user|Ana}} {{resolved|Mended.}} {{cot|title=More}}",
            "Ana (talk · contribs) Resolved: Mended. More",
        ),
        ("plwiki", "{{re|Bo}} {{Załatwione}}", "@Bo: Załatwione"),
        ("frwiki", "{{notif|Bo}} {{citation|Quatre loutres.}} {{pour}}", "Notification Bo: Quatre loutres. Pour"),
        (
            "itwiki",
            "{{Fatto}} {{vandalo|192.0.2.7}}",
            "Fatto 192.0.2.7 (discussioni · contributi · cancellati · registri · blocca · blocchi)",
        ),
        ("fawiki", "{{پینگ|Bo}}", "@Bo:"),
        ("dewiki", "{{Zitat|Vier Otter.}} {{erl.}}", "Vier Otter. erl."),
    ],
)
def test_templates_of_a_wiki_show_what_readers_see(site: str, wikitext: str, text: str) -> None:
    (comment,) = read_wikitext(site, f"{wikitext}\n")

    assert text == comment.text


@pytest.mark.parametrize(
    ("code", "button"),
    [
        ("en", "[reply]"),
        ("en", " [ edit | edit source ]"),
        ("de", "[Antworten]"),
        ("de", "[Beantworten]"),
        ("de", "[Bearbeiten | Quelltext bearbeiten]"),
        ("fr", "[répondre]"),
        ("fr", "[modifier | modifier le code]"),
        ("pl", "[odpowiedz]"),
        ("pl", "[edytuj | edytuj kod]"),
        ("pl", "[reply]"),
        ("es", "[responder]"),
        ("ar", "[ردّ]"),
        ("ko", "[답변]"),
        ("und", "[trả lời]"),
        ("und", "[وەڵامدانەوە]"),
    ],
)
def test_buttons_after_a_signature_belong_to_it(code: str, button: str) -> None:
    stamp = "08:15, 2 June 2023 (UTC)"

    assert len(stamp + button) == chrome_end(f"{stamp}{button} More.", len(stamp), load_language(code))


@pytest.mark.parametrize(
    "text", ["[1] More.", "[see: the map]", " More [words]", "[ and so on for a good many words ]"]
)
def test_other_brackets_after_a_signature_are_text(text: str) -> None:
    for language in LANGUAGES:
        assert chrome_end(text, 0, language) == 0


def test_file_adds_to_what_it_inherits() -> None:
    french, english = load_language("fr"), load_language("en")

    assert ("quote", "citation") == (french.templates["citation"].meaning, english.templates["citation"].meaning)
    assert "tq" in french.templates
    assert french.unsigned_notice.search("Preceding unsigned comment added by")
    assert "wp:blp" not in french.policies
    assert (True, False) == (french.templates["pour"].bold, french.templates["fait"].bold)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"examples": ["a"]}, "needs two examples and one counterexample"),
        ({"counterexamples": []}, "needs two examples and one counterexample"),
        ({"pattern": "("}, "no regular expression"),
        ({"value": None}, None),
    ],
)
def test_faulty_rule_is_refused_by_name(change: dict[str, object], message: str | None) -> None:
    entry = GOOD | change
    if message is None:
        del entry["value"]
    with pytest.raises(LanguageError, match=re.escape(message or "lacks 'value'")) as caught:
        read_cue(entry, "en.toml")

    assert "en.toml: rule 'x'" in str(caught.value)


def test_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no language 'xx'; there is ar, de, en, "):
        load_language("xx")


def test_language_without_a_file_reads_structure_and_no_words() -> None:
    language = load_language(None, load_site("nlwiki"))

    assert ("und", "nlwiki") == (language.code, language.site.name)
    assert not any(language.cues.values())
    assert "ping" in language.templates


@pytest.mark.parametrize(("task", "cue"), CUES, ids=[cue.id for _, cue in CUES])
def test_words_of_a_rule_stand_in_whatever_it_matches(task: str, cue: Cue) -> None:
    matched = [found[0].lower() for text in cue.examples for found in cue.pattern.finditer(text)]

    assert [] == [text for text in matched if cue.words and not any(word in text for word in cue.words)], task


# Tasks whose rules only tell yes from no, and are tried on a text in lower case.
TOLD = [(task, cue) for task, cue in CUES if task in {"changing", "quoting", "talk"}]


@pytest.mark.parametrize(("task", "cue"), TOLD, ids=[cue.id for _, cue in TOLD])
def test_rule_says_the_same_of_a_text_in_lower_case(task: str, cue: Cue) -> None:
    texts = [text for _, other in CUES for text in (*other.examples, *other.counterexamples)]
    changed = [*texts, *(text.upper() for text in texts), *(text.replace("s", "ſ").replace("i", "İ") for text in texts)]
    changed += [text.replace("k", "\N{KELVIN SIGN}").replace("i", "ı") for text in texts]

    assert "(?-i" not in cue.pattern.pattern, task
    assert [] == [text for text in changed if says([cue], text) != bool(cue.pattern.search(text))]
    assert [] == [text for text in texts if says([cue], text, 4, 30) != bool(cue.pattern.search(text, 4, 30))]


def test_pattern_names_words_that_rules_have_in_common() -> None:
    cue = read_cue(
        {**GOOD, "pattern": "please {do}", "examples": ["please cut", "please add"]}, "en", {"do": "(?:cut|add)"}
    )

    assert cue.pattern.search("please add it")
    with pytest.raises(LanguageError, match="lacks 'doing'"):
        read_cue({**GOOD, "pattern": "{doing}"}, "en", {"do": "cut"})


GERMAN_ANA = "[[Benutzer:Ana|Ana]] 10:00, 3. Mai 2024 (CEST)"
GERMAN_BO = "[[Benutzer:Bo|Bo]] 11:00, 3. Mai 2024 (CEST)"


@pytest.mark.parametrize(
    "closing, closer, result",
    [
        (f"{{{{Erledigt|1={GERMAN_BO}}}}}", "Bo", ""),
        (f":{{{{erledigt|1=--{GERMAN_BO}}}}}", "Bo", ""),
        (f"{{{{Erledigt|1=Gemacht. {GERMAN_BO}}}}}", "Bo", "Gemacht."),
        ("{{Erledigt|1=Gemacht.}}", None, "Gemacht."),
        ("{{Erledigt}}", None, ""),
        (GERMAN_BO, None, None),
    ],
)
def test_template_below_the_last_comment_closes_its_section(
    closing: str, closer: str | None, result: str | None
) -> None:
    site = load_site("dewiki")
    text = f"== Wehr ==\nSoll es weg? {GERMAN_ANA}\n:Ja. {GERMAN_BO}\n{closing}\n\n== Ufer ==\nUnd das? {GERMAN_ANA}\n"
    page = parse(RawPage(text, "wikitext", title="Diskussion:Wehr", site="dewiki"), load_language(None, site))

    assert [(closer, result), (None, None)] == [(section.closer, section.result) for section in page.sections]
