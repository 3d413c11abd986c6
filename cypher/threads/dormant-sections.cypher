// question: Which sections that nobody closed have been silent for long?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: days int 1..36500 = 90: at least this many days of 24 hours before the latest comment of the page
// column: page string: title of the page
// column: section string: heading of the section
// column: comments int: number of comments
// column: last datetime: time of the latest, UTC
// column: silent_days float: days of 24 hours from then to the latest comment of the page
// column: open_proposals int: number of proposals in the section that nobody decided
// column: link string: address of the last comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: Silence is counted up to the latest comment of the page as it was imported, not up to today.
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(newest:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, max(newest.timestamp) AS latest
MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE place.closed_by IS NULL AND place.closed_at IS NULL AND place.result IS NULL AND comment.timestamp IS NOT NULL
WITH talk, latest, place, count(comment) AS comments, max(comment.timestamp) AS last
WITH talk, place, comments, last, (latest.epochSeconds - last.epochSeconds) / 86400.0 AS silent_days
WHERE silent_days >= $days
RETURN talk.title AS page, place.heading AS section, comments, last, silent_days,
       COUNT {
         MATCH (place:Section)<-[:IN_SECTION]-(:Comment)-[:PROPOSES]->(proposal:Proposal) WHERE proposal.status = 'open'
       } AS open_proposals,
       head(COLLECT {
         MATCH (place:Section)<-[:IN_SECTION]-(comment:Comment) WHERE comment.timestamp = last
         RETURN coalesce(comment.url, comment.id) ORDER BY comment.position DESC, comment.id DESC LIMIT 1
       }) AS link
ORDER BY silent_days DESC, place.id;
