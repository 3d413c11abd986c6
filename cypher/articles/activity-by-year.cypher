// question: How much was said on each page in each year, and by how many?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: year int: year, UTC
// column: comments int: number of comments
// column: users int: number of users who signed them
// column: proposals int: number of proposals in them
// column: stances int: number of stances in them
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND comment.timestamp IS NOT NULL
OPTIONAL MATCH (comment:Comment)<-[:WROTE]-(person:User)
OPTIONAL MATCH (comment:Comment)-[proposes:PROPOSES]->(:Proposal)
OPTIONAL MATCH (comment:Comment)-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]->(:Proposal)
WITH talk, comment.timestamp.year AS year, count(DISTINCT comment) AS comments, count(DISTINCT person) AS users,
     count(DISTINCT proposes) AS proposals, count(DISTINCT opinion) AS stances
RETURN talk.title AS page, year, comments, users, proposals, stances
ORDER BY talk.id, year;
