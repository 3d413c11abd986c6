// question: Which comments went from one page to another, such as an archive, when, and who moved them?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page that it stood on
// column: name string: name of the comment, the same on both pages
// column: author string: name of the user who signed it
// column: archive string: title of the page that it stands on now
// column: time datetime: time at which it was last taken from the first page, UTC; null where no history tells
// column: mover string: name of the user who took it from there; null where no history tells
// column: text string: the comment
// column: link string: address of the comment where it stands now, else its id
// example: page="Talk:Mill"
// caveat: What went to an archive of the page is told if both are in the store (--with-archives), the rest by --history.
// cost: page
// tags: history
// since: 0.2.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, COLLECT {
       MATCH (archive_page:Page {archive_of: talk.id})<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
       WHERE comment.timestamp IS NOT NULL
       RETURN comment
     } + COLLECT {
       MATCH (action:Action {page: talk.id})
       WHERE action.kind = 'deletion'
       MATCH (comment:Comment {name: action.name})-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(archive_page:Page)
       WHERE archive_page.id <> talk.id AND coalesce(archive_page.archive_of, '') <> talk.id
         AND comment.timestamp IS NOT NULL
       RETURN DISTINCT comment
     } AS comments
UNWIND comments AS comment
MATCH (comment:Comment)-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(archive_page:Page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(signer:User)
WITH talk, comment, archive_page, signer, head(COLLECT {
       MATCH (action:Action {page: talk.id, name: comment.name})
       WHERE action.kind = 'deletion'
       OPTIONAL MATCH (action:Action)<-[:PERFORMED]-(saver:User)
       RETURN {time: action.timestamp, mover: saver.name}
       ORDER BY action.timestamp DESC, action.revision DESC, action.id DESC
     }) AS taken
RETURN talk.title AS page, comment.name AS name, signer.name AS author, archive_page.title AS archive,
       taken.time AS time, taken.mover AS mover, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, archive_page.id, comment.position, comment.id;
