// question: Which requests nobody has answered, and for how long?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: days int 0..36500 = 0: at least this many days of 24 hours
// column: page string: title of the page
// column: section string: heading of the section
// column: request_id string: id of the request
// column: kind string: kind of request
// column: user string: name of the user who opened it
// column: opened datetime: when, UTC
// column: waiting_days float: days of 24 hours from then to the latest comment of the page
// column: comments int: number of comments in its section
// column: outcome string: what the page says became of it
// column: quote string: the words that make the request, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: The wait is counted up to the latest comment of the page as it was imported, not up to today.
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[opens:OPENS]->(request:Request)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND NOT EXISTS { MATCH (:Comment)-[:ANSWERS]->(request:Request) }
OPTIONAL MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(newest:Comment)
WITH talk, place, comment, opens, request, max(newest.timestamp) AS latest
WITH talk, place, comment, opens, request, (latest.epochSeconds - request.opened.epochSeconds) / 86400.0 AS waiting_days
WHERE coalesce(waiting_days, 0.0) >= $days
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, place.heading AS section, request.id AS request_id, request.kind AS kind,
       author.name AS user, request.opened AS opened, waiting_days,
       COUNT { MATCH (place:Section)<-[:IN_SECTION]-(:Comment) } AS comments, request.outcome AS outcome,
       opens.quote AS quote, opens.rule AS rule, opens.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY opened, request_id, comment.id, author.id;
