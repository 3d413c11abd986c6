// question: How many requests of each kind wait for an answer, and since when?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: kind string: kind of request
// column: requests int: number of requests
// column: waiting int: how many of them nobody answered
// column: share float: share of those, 0 to 1
// column: oldest datetime: when the oldest of those was opened, UTC
// column: pages int: number of pages with one that waits
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:OPENS]->(request:Request)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH DISTINCT talk, request, EXISTS { MATCH (:Comment)-[:ANSWERS]->(request:Request) } AS answered
WITH request.kind AS kind, count(request) AS requests, sum(CASE WHEN answered THEN 0 ELSE 1 END) AS waiting,
     min(CASE WHEN NOT answered THEN request.opened END) AS oldest,
     count(DISTINCT CASE WHEN NOT answered THEN talk.id END) AS pages
RETURN kind, requests, waiting, waiting / toFloat(requests) AS share, oldest, pages
ORDER BY waiting DESC, kind;
