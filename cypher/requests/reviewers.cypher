// question: Who answers requests, how many, how, and how fast?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user
// column: answers int: number of requests answered
// column: kinds string[]: kinds of these requests
// column: outcomes string[]: outcomes that these answers give, each once
// column: median_days float: median of the days of 24 hours from request to answer
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// column: confidence float: how sure the least sure rule is that read the answers, 0 to 1
// column: links string[]: addresses of these comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[answering:ANSWERS]->(request:Request)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(person:User)
WITH person, comment, answering, request,
     (comment.timestamp.epochSeconds - request.opened.epochSeconds) / 86400.0 AS days
ORDER BY comment.timestamp, comment.id, request.id
WITH person, count(DISTINCT request) AS answers, collect(DISTINCT request.kind) AS kinds,
     collect(DISTINCT answering.outcome) AS outcomes, percentileCont(days, 0.5) AS median_days,
     min(comment.timestamp) AS first, max(comment.timestamp) AS last, min(answering.confidence) AS confidence,
     collect(DISTINCT coalesce(comment.url, comment.id)) AS links
RETURN person.name AS user, answers, kinds, outcomes, median_days, first, last, confidence, links
ORDER BY answers DESC, person.id;
