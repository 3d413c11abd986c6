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
WITH talk, comment, COUNT { MATCH (comment:Comment)-[:PROPOSES]->(:Proposal) } AS made,
     COUNT { MATCH (comment:Comment)-[:ENDORSES|OPPOSES|NEUTRAL_ON]->(:Proposal) } AS taken
ORDER BY comment.position, comment.id
WITH talk, comment.timestamp.year AS year, count(comment) AS comments, collect(comment) AS said, sum(made) AS proposals,
     sum(taken) AS stances
UNWIND said AS comment
OPTIONAL MATCH (comment:Comment)<-[:WROTE]-(person:User)
WITH talk, year, comments, proposals, stances, count(DISTINCT person) AS users
RETURN talk.title AS page, year, comments, users, proposals, stances
ORDER BY talk.id, year;
