// question: Which users signed on more than one page?
// param: least int 2..1000 = 2: on at least this many pages
// column: user string: name of the user
// column: kind string: registered, temporary, ip or imported
// column: pages int: number of pages
// column: titles string[]: titles of the pages
// column: comments int: number of comments signed
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// example: least=2
// cost: store
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE]-(person:User)
WITH person, talk, count(comment) AS signed, min(comment.timestamp) AS earliest, max(comment.timestamp) AS latest
ORDER BY talk.title, talk.id
WITH person, collect(talk.title) AS titles, sum(signed) AS comments, min(earliest) AS first, max(latest) AS last
WHERE size(titles) >= $least
RETURN person.name AS user, person.kind AS kind, size(titles) AS pages, titles, comments, first, last
ORDER BY pages DESC, comments DESC, person.id;
