// question: What did users with a declared interest request, and what came of it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page; the declared interest is in the article that it discusses
// column: section string: heading of the section
// column: request_id string: id of the request
// column: kind string: kind of request
// column: user string: name of the user who opened it
// column: parties string[]: whom the user declared an interest with
// column: declarations string[]: the declaring words, verbatim
// column: declared_in string[]: ids of the comments that declare it
// column: outcome string: what became of the request
// column: opened datetime: when, UTC
// column: answered datetime: when it was answered, UTC
// column: days float: days of 24 hours from opened to answered
// column: answerer string: name of the user who answered it, the last one if several did
// column: answer_link string: address of the answer on the wiki, else the comment's id
// column: quote string: the words that make the request, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the requesting comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(opening:Comment)-[opens:OPENS]->(request:Request)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
MATCH (person:User)-[:WROTE]->(opening:Comment)
MATCH (person:User)-[interest:DECLARES_INTEREST_IN]->(:Article)<-[:DISCUSSES]-(talk:Page)
WITH talk, place, opening, opens, request, person, interest
ORDER BY interest.comment
WITH talk, place, opening, opens, request, person, collect(DISTINCT interest.party) AS parties,
     collect(interest.quote) AS declarations, collect(interest.comment) AS declared_in
OPTIONAL MATCH (answering:Comment)-[:ANSWERS]->(request:Request)
OPTIONAL MATCH (helper:User)-[:WROTE {role: 'author'}]->(answering:Comment)
WITH talk, place, opening, opens, request, person, parties, declarations, declared_in, answering, helper
ORDER BY answering.timestamp IS NOT NULL, answering.timestamp, answering.position
WITH talk, place, opening, opens, request, person, parties, declarations, declared_in,
     last(collect(CASE WHEN answering IS NOT NULL THEN {
       user: helper.name, link: coalesce(answering.url, answering.id)
     } END)) AS reaction
RETURN talk.title AS page, place.heading AS section, request.id AS request_id, request.kind AS kind,
       person.name AS user, parties, declarations, declared_in, request.outcome AS outcome, request.opened AS opened,
       request.answered AS answered, (request.answered.epochSeconds - request.opened.epochSeconds) / 86400.0 AS days,
       reaction.user AS answerer, reaction.link AS answer_link, opens.quote AS quote, opens.rule AS rule,
       opens.confidence AS confidence, coalesce(opening.url, opening.id) AS link
ORDER BY opened, request_id, person.id;
