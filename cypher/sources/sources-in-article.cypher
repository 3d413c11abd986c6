// question: Which of the works that comments cite does the article cite, since when, and who brought them in or took them out?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: source_id string: id of the work
// column: title string: title of the work
// column: first_comment string: id of the first comment that cites it
// column: editor string: name of the user who brought it in
// column: time datetime: time at which that was saved, UTC
// column: removed_by string: name of the user who took it out; null while it stands
// column: removed_at datetime: time at which that was saved, UTC
// column: link string: address of the revision that brought it in, else its id
// example: page="Talk:Mill"
// caveat: Only pages that were imported with --check-article have any. What the article cited before the discussion counts from the last revision before it.
// cost: page
// tags: history
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:CITES]->(source:Source)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (source:Source)-[:BROUGHT_IN {comment: comment.id}]->(came:ArticleRevision)
OPTIONAL MATCH (source:Source)-[:TAKEN_OUT {comment: comment.id}]->(went:ArticleRevision)
WITH talk, source, came, went, comment ORDER BY comment.position, comment.id
WITH talk, source, came, went, head(collect(comment.id)) AS first_comment
RETURN talk.title AS page, source.id AS source_id, source.title AS title, first_comment, came.editor AS editor,
       came.timestamp AS time, went.editor AS removed_by, went.timestamp AS removed_at,
       coalesce(came.url, came.id) AS link
ORDER BY talk.id, source.id, came.id, went.id;
