// question: Which sources are cited most, by how many users, and where?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: source_id string: id of the source, such as doi:10.1000/1
// column: title string: title of the work
// column: work string: periodical, website or publisher
// column: date string: as precise as given
// column: url string: address of the work
// column: kind string: doi, isbn, pmid, arxiv, url or work
// column: citations int: number of comments that cite it
// column: users int: number of users who signed such a comment
// column: pages int: number of pages with such a comment
// column: first datetime: time of the first such comment, UTC
// column: last datetime: time of the last such comment, UTC
// column: links string[]: addresses of the citing comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:CITES]->(source:Source)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH source, talk, comment
ORDER BY comment.timestamp, comment.id
WITH source, count(DISTINCT talk) AS pages, collect(comment) AS citing, min(comment.timestamp) AS first,
     max(comment.timestamp) AS last, collect(coalesce(comment.url, comment.id)) AS links
UNWIND citing AS comment
OPTIONAL MATCH (person:User)-[:WROTE]->(comment:Comment)
WITH source, pages, first, last, links, count(DISTINCT person) AS users
RETURN source.id AS source_id, source.title AS title, source.work AS work, source.date AS date, source.url AS url,
       source.kind AS kind, size(links) AS citations, users, pages, first, last, links
ORDER BY citations DESC, source_id;
