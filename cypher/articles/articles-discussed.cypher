// question: Which articles are discussed, and which are linked to?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: article string: title of the article
// column: site string: name of the site
// column: talk_pages string[]: titles of the pages that discuss it
// column: comments int: number of comments on those pages
// column: linking_comments int: number of comments that link to it
// column: users int: number of users who signed one of these comments
// column: last datetime: time of the latest of these comments, UTC
// column: links string[]: addresses of the linking comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (subject:Article)
OPTIONAL MATCH (subject:Article)<-[:DISCUSSES]-(talk:Page)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH subject, talk
ORDER BY talk.title, talk.id
WITH subject, collect(talk.title) AS talk_pages
OPTIONAL MATCH (subject:Article)<-[:DISCUSSES]-(talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH subject, talk_pages, collect(comment) AS about
OPTIONAL MATCH (subject:Article)<-[:LINKS_TO]-(comment:Comment)-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(talk:Page)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH subject, talk_pages, about, comment
ORDER BY comment.timestamp, comment.id
WITH subject, talk_pages, about, collect(comment) AS linking, collect(coalesce(comment.url, comment.id)) AS links
WHERE size(talk_pages) > 0 OR size(links) > 0
UNWIND CASE WHEN size(about) + size(linking) = 0 THEN [null] ELSE about + linking END AS comment
OPTIONAL MATCH (person:User)-[:WROTE]->(comment:Comment)
WITH subject, talk_pages, size(about) AS comments, links, count(DISTINCT person) AS users,
     max(comment.timestamp) AS last
RETURN subject.title AS article, subject.site AS site, talk_pages, comments, size(links) AS linking_comments, users,
       last, links
ORDER BY comments DESC, linking_comments DESC, subject.id;
