// question: Which sites are cited, how often, and by whom?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: domain string: host name; null for works without an address
// column: sources int: number of different sources
// column: citations int: number of citations, counted once a comment and source
// column: users int: number of authors of the citing comments
// column: pages int: number of pages
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:CITES]->(source:Source)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH source.domain AS domain, source, talk, comment, author
RETURN domain, count(DISTINCT source) AS sources, count(DISTINCT source.id + ' ' + comment.id) AS citations,
       count(DISTINCT author) AS users, count(DISTINCT talk) AS pages, min(comment.timestamp) AS first,
       max(comment.timestamp) AS last
ORDER BY citations DESC, domain;
