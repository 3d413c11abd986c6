// question: Which comments went from one page to another, such as an archive, when, and who moved them?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page that it stood on
// column: name string: name of the comment, the same on both pages
// column: author string: name of the user who signed it
// column: archive string: title of the page that it stands on now
// column: time datetime: time at which it was taken from the first page, UTC
// column: mover string: name of the user who took it from there
// column: text string: the comment
// column: link string: address of the comment where it stands now, else its id
// example: page="Talk:Mill"
// caveat: Only for pages that were imported with --history, with the pages that comments went to (--with-archives).
// cost: page
// tags: history
// since: 0.2.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (action:Action {page: talk.id})
WHERE action.kind = 'deletion'
MATCH (comment:Comment {name: action.name})-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(archive_page:Page)
WHERE archive_page.id <> talk.id AND comment.timestamp IS NOT NULL
OPTIONAL MATCH (action:Action)<-[:PERFORMED]-(saver:User)
RETURN talk.title AS page, action.name AS name, action.author AS author, archive_page.title AS archive,
       action.timestamp AS time, saver.name AS mover, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, archive_page.id, comment.position, action.timestamp, action.revision, action.id, saver.id;
