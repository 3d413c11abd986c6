// question: Who is how active, in which ways and since when?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: since datetime = null: only comments at or after this time, UTC
// column: user string: name of the user
// column: kind string: registered, temporary, ip or imported
// column: pages int: number of pages the user signed on
// column: sections int: number of sections
// column: comments int: number of comments signed, cosigned ones included
// column: answers_given int: how many of them answer a comment
// column: answers_received int: number of comments that answer them
// column: proposals int: number of proposals in them
// column: stances int: number of stances in them, struck-out ones included
// column: citations int: number of sources cited in them, counted once a comment
// column: first datetime: time of the first comment, UTC
// column: last datetime: time of the last comment, UTC
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($since IS NULL OR comment.timestamp >= datetime($since))
WITH person, talk, place, comment,
     COUNT { MATCH (comment:Comment)-[:REPLIES_TO]->(:Comment) } AS given,
     COUNT { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment) } AS received,
     COUNT { MATCH (comment:Comment)-[:PROPOSES]->(:Proposal) } AS proposed,
     COUNT { MATCH (comment:Comment)-[:ENDORSES|OPPOSES|NEUTRAL_ON]->(:Proposal) } AS opinions,
     COUNT { MATCH (comment:Comment)-[:CITES]->(:Source) } AS cited
WITH person, count(DISTINCT talk) AS pages, count(DISTINCT place) AS sections, count(comment) AS comments,
     sum(given) AS answers_given, sum(received) AS answers_received, sum(proposed) AS proposals,
     sum(opinions) AS stances, sum(cited) AS citations, min(comment.timestamp) AS first, max(comment.timestamp) AS last
RETURN person.name AS user, person.kind AS kind, pages, sections, comments, answers_given, answers_received,
       proposals, stances, citations, first, last
ORDER BY comments DESC, person.id;
