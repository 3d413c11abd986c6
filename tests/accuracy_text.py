"""What the page on accuracy says around its figures."""

OPENING = """\
# Accuracy

<!-- Made by `make accuracy-structure GOLD="SET…" PAGE=docs/ACCURACY.md SEMANTICS=FOLDER`: change tests/accuracy_text.py. -->

How much of a page graphtalk reads as it should be read, on pages whose right reading is known. All figures are shares
between 0 and 1, rounded down; a dash means that the gold says nothing there. None of them may fall: continuous
integration compares each with a floor, and a floor falls only for a reason that is written down. These are the pages
that graphtalk was developed with, so expect a little less on others.
"""
STRUCTURE = """\
## Who said what, when, in answer to whom

Pages of many wikis, each read by its own wiki's dates, names and time zone. The figures of a wiki are over all markups of
the set, plain copies as well.
"""
FIGURES = {
    "F1": "comments: precision and recall together; a comment is found if its author and the minute of its timestamp are right",
    "end2end": "comments that are found and answer the right comment, or rightly none; one that is missed counts as wrong",
    "headings": "headings: precision and recall together, by their text",
    "ids": "of the comments found, those with the very id that DiscussionTools gives them, so that `URL#id` leads to them",
    "text": "of the comments found, those whose text begins as it should: the first 40 letters and digits are compared",
    "lowest F1": "the F1 of the page that is read worst",
}
SETS = {
    "discussiontools": """\
Pages from the test data of MediaWiki's extension DiscussionTools (MIT licence; the pages' text is under CC BY-SA). The
gold is what the extension's developers keep as its expected output. `oldparser` and `parsoid` are HTML of MediaWiki's two
parsers, `wikitext` are made-up pages, `wikitext-rebuilt` is wikitext that a script wrote back from Parsoid's HTML, and
`plain-rebuilt` is what copying a rendered page leaves: neither links nor indentation, so that not even a careful reader
could tell all names and parents.
""",
    "wikitext": """\
The same pages in wikitext as Parsoid writes it. The gold is what DiscussionTools reads from that very wikitext once it is
rendered. In `wikitext` templates stand as they were written, in `wikitext-expanded` is written out what they show, and
`wikitext-fromlegacy` comes from the legacy parser's HTML.
""",
}
SMALL_CASES = """\
### Small cases

Shares of single cases that are read right. Those of `discussiontools` are from the tests of that extension, those of
`units` from the tests of Pywikibot (timestamps) and of the extension Echo (signatures), all under the MIT licence. Two of
these lines have no timestamp: Echo and graphtalk take them for signed, by their links to one user, DiscussionTools does not.
"""
CASES = {
    "timestamps": "what time a text says in a wiki's language and time zone, if any",
    "signatures": "who signed a line, if anyone",
    "revision_pairs": "which comments an edit added, by their ids",
}
SEMANTICS = """\
## What was said

Pages that a reader annotated before any rule was run on them. Each figure is the F1 of one kind of fact: precision and
recall together.
"""
KINDS = {
    "comments": "author and minute of each comment",
    "reply parents": "comments whose parent is one that a reader would accept",
    "proposals": "something to be done to the article, in the comment that says it, with its words",
    "amends": "which earlier proposal a proposal varies",
    "status": "what became of a proposal",
    "stance polarity": "who is for, against or between, in which comment",
    "stance on proposal": "the same with the proposal and the exact stance",
    "sources": "works cited, in the comment that cites them",
    "source dates": "the same with the date of the work",
    "policies": "policies and guidelines that a comment points to",
    "mentions": "users that a comment addresses",
    "articles": "articles that a comment links to",
    "conflicts of interest": "users who declare an interest",
    "requests": "formal requests and what came of them",
}
FOLDERS = {
    "gold": """\
### Our own pages

Annotated for graphtalk; places, people and sources are invented. `tests/gold` has the pages and what the fields mean. Rules
were improved by their errors, so the figures flatter. The three `talk` files are one page: where its plain copy lacks a
thing, such as the targets of links, it cannot be found.
""",
    "unseen": """\
### Our own pages of formal discussions, set aside

Requests, surveys, moves, deletions and chains of versions, in wikitext and as plain copies, written and annotated by other hands that had seen no rule.
Nobody who writes rules has read these pages' errors, so this is what to expect on pages of these kinds.
`tests/gold/unseen` tells what the pages are.
""",
    "untouched": """\
### Our own pages, set aside

Written and annotated by other hands that had seen no rule. Nobody who writes rules has read these pages' errors, so this is
what to expect on other pages where people put things in their own words. Those whose names begin with a kind of page are in
ordinary words, and what is proposed there is often asked for in passing.
`tests/gold/untouched` tells what the pages are.
""",
    "semantics": """\
### Reference pages

Kept apart from the project: an invented page in wikitext, and the plain copy of a real one (text under CC BY-SA).
""",
}
