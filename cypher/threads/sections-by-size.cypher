// question: Which sections drew the most comments and users?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: limit int 1..10000 = 50: at most this many rows
// column: page string: title of the page
// column: section string: heading of the section
// column: level int: level of the heading, 1 to 6; 0 before the first heading
// column: comments int: number of comments
// column: users int: number of users who signed them
// column: proposals int: number of proposals in them
// column: stances int: number of stances in them, struck-out ones included
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// column: link string: address of the first comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE]-(person:User)
WITH talk, place, count(DISTINCT comment) AS comments, count(DISTINCT person) AS users,
     min(comment.timestamp) AS first, max(comment.timestamp) AS last
RETURN talk.title AS page, place.heading AS section, place.level AS level, comments, users,
       COUNT { MATCH (place:Section)<-[:IN_SECTION]-(:Comment)-[:PROPOSES]->(:Proposal) } AS proposals,
       COUNT {
         MATCH (place:Section)<-[:IN_SECTION]-(:Comment)-[:ENDORSES|OPPOSES|NEUTRAL_ON]->(:Proposal)
       } AS stances,
       first, last,
       head(COLLECT {
         MATCH (place:Section)<-[:IN_SECTION]-(earliest:Comment)
         RETURN coalesce(earliest.url, earliest.id) ORDER BY earliest.position, earliest.id LIMIT 1
       }) AS link
ORDER BY comments DESC, users DESC, place.id
LIMIT $limit;
