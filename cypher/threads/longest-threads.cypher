// question: Which threads are the longest and the deepest?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: limit int 1..10000 = 20: at most this many threads
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the user who began the thread
// column: comments int: number of comments, the first one included
// column: users int: number of users who signed them
// column: depth int: steps of answering on the longest way, plus 1
// column: first datetime: time of the earliest comment, UTC
// column: last datetime: time of the latest comment, UTC
// column: link string: address of the thread's first comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(root:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND NOT EXISTS { MATCH (root:Comment)-[:REPLIES_TO]->(:Comment) }
MATCH thread = (root:Comment)<-[:REPLIES_TO*0..]-(comment:Comment)
OPTIONAL MATCH (person:User)-[:WROTE]->(comment:Comment)
WITH talk, place, root, count(DISTINCT comment) AS comments, count(DISTINCT person) AS users,
     max(length(thread)) + 1 AS depth, min(comment.timestamp) AS first, max(comment.timestamp) AS last
OPTIONAL MATCH (starter:User)-[:WROTE {role: 'author'}]->(root:Comment)
RETURN talk.title AS page, place.heading AS section, starter.name AS user, comments, users, depth, first, last,
       coalesce(root.url, root.id) AS link
ORDER BY comments DESC, depth DESC, talk.id, root.position, root.id
LIMIT $limit;
