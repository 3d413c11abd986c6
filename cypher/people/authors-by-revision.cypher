// question: Where does the one who saved a comment differ from the one who signed it, and who wrote what nobody signed?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: signer string: name of the user by signature; null where nobody signed
// column: editor string: name of the user who saved the revision that brought it in
// column: noted bool: somebody else notes the author, as {{unsigned}} does
// column: time datetime: time at which that revision was saved, UTC
// column: text string: the comment as it came in
// column: link string: address of what the revision changed, else the id of the action
// example: page="Talk:Mill"
// caveat: Only pages that were imported with --history have any. Who copies a discussion from elsewhere saves what others signed.
// cost: page
// tags: history people
// since: 0.2.0

MATCH (talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (action:Action {page: talk.id})<-[:PERFORMED]-(saver:User)
WHERE action.kind = 'addition' AND (action.author IS NULL OR action.author <> saver.name)
RETURN talk.title AS page, action.author AS signer, saver.name AS editor, coalesce(action.noted, false) AS noted,
       action.timestamp AS time, action.text AS text, coalesce(action.url, action.id) AS link
ORDER BY talk.id, action.timestamp, action.revision, action.id, saver.id;
