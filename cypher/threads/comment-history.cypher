// question: What happened to each comment over the page's revisions, and who did it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: name string = null: only the comment of this name
// column: page string: title of the page
// column: name string: name of the comment, which need not be on the page any more
// column: author string: name of the user who signed it; null where nobody did
// column: time datetime: time at which the revision was saved, UTC
// column: kind string: creation, addition, modification, deletion or restoration, as WikiConv has them
// column: change string: added, changed, moved, struck, removed or restored
// column: editor string: name of the user who saved the revision; null where the wiki hides it
// column: text string: the comment after it; empty after a deletion
// column: text_before string: the comment before it; empty before an addition
// column: confidence float: how sure it is that both are the same comment, 0 to 1
// column: link string: address of what the revision changed, else the id of the action
// example: page="Talk:Mill"
// caveat: Only pages that were imported with --history have any.
// cost: page
// tags: history
// since: 0.2.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (action:Action {page: talk.id})
WHERE ($name IS NULL OR action.name = $name)
OPTIONAL MATCH (action:Action)<-[:PERFORMED]-(saver:User)
RETURN talk.title AS page, action.name AS name, action.author AS author, action.timestamp AS time, action.kind AS kind,
       action.change AS change, saver.name AS editor, action.text AS text, action.text_before AS text_before,
       action.confidence AS confidence, coalesce(action.url, action.id) AS link
ORDER BY talk.id, action.name, action.timestamp, action.revision, action.id, saver.id;
