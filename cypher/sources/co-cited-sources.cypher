// question: Which sources are cited together in the same comment?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: one_id string: id of the first source
// column: one string: title of the first
// column: other_id string: id of the second
// column: other string: title of the second
// column: comments int: number of comments that cite both
// column: pages int: number of pages with such a comment
// column: links string[]: addresses of these comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (one_id:Source)-[comments:CITES]->(other_id:Source)
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:CITES]->(work:Source)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, comment, work
ORDER BY work.id
WITH talk, comment, collect({id: work.id, title: work.title}) AS works
UNWIND works AS left
UNWIND works AS right
WITH talk, comment, left, right
WHERE left.id < right.id
WITH talk, comment, left, right
ORDER BY comment.timestamp, comment.id
RETURN left.id AS one_id, left.title AS one, right.id AS other_id, right.title AS other, count(comment) AS comments,
       count(DISTINCT talk) AS pages, collect(coalesce(comment.url, comment.id)) AS links
ORDER BY comments DESC, one_id, other_id;
