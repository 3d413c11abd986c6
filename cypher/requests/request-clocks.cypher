// question: How long did each request wait for its answer, and what was said meanwhile?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: request_id string: id of the request
// column: kind string: kind of request
// column: outcome string: what became of it
// column: user string: name of the user who opened it
// column: opened datetime: when, UTC
// column: answered datetime: time of the last comment that answers it, UTC; null where none does
// column: days float: days of 24 hours between the two
// column: waiting_days float: days of 24 hours to the latest comment of the page, where nobody answered
// column: proposals int: proposals that it asks for
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: A wait is counted up to the latest comment of the page as it was imported, not up to today.
// cost: page
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[:OPENS]->(request:Request)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(newest:Comment)
WITH talk, place, comment, request, max(newest.timestamp) AS latest
OPTIONAL MATCH (answer:Comment)-[:ANSWERS]->(request:Request)
WITH talk, place, comment, request, latest, count(answer) AS answers, max(answer.timestamp) AS answered
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, place.heading AS section, request.id AS request_id, request.kind AS kind,
       request.outcome AS outcome, author.name AS user, comment.timestamp AS opened, answered,
       (answered.epochSeconds - comment.timestamp.epochSeconds) / 86400.0 AS days,
       CASE WHEN answers = 0 THEN (latest.epochSeconds - comment.timestamp.epochSeconds) / 86400.0 END AS waiting_days,
       COUNT { MATCH (request:Request)-[:ASKS_FOR]->(:Proposal) } AS proposals, coalesce(comment.url, comment.id) AS link
ORDER BY opened, request_id, comment.id, author.id;
