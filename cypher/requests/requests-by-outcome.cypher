// question: How do requests of each kind end, and after how long?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: kind string: kind of request
// column: outcome string: what became of it
// column: requests int: number of requests
// column: median_days float: median of the days of 24 hours from opened to answered, of those with both times
// column: first datetime: when the first was opened, UTC
// column: last datetime: when the last was opened, UTC
// column: links string[]: addresses of the opening comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:OPENS]->(request:Request)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH request, comment, (request.answered.epochSeconds - request.opened.epochSeconds) / 86400.0 AS days
ORDER BY request.opened, request.id, comment.id
RETURN request.kind AS kind, request.outcome AS outcome, count(DISTINCT request) AS requests,
       percentileCont(days, 0.5) AS median_days, min(request.opened) AS first, max(request.opened) AS last,
       collect(coalesce(comment.url, comment.id)) AS links
ORDER BY requests DESC, kind, outcome;
