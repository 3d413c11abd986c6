// question: Which replies leave their page, go in a circle, or answer two comments at once?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: fault string: other page, circle or two parents
// column: parent_id string: id of the comment that is answered
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:REPLIES_TO]->(parent:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, comment, parent, COUNT { MATCH (comment:Comment)-[:REPLIES_TO]->(:Comment) } AS parents
WHERE comment.page <> parent.page OR parent.position >= comment.position OR parents > 1
WITH talk, comment, parent, parents,
     EXISTS { MATCH (parent:Comment)-[:REPLIES_TO*0..]->(:Comment {id: comment.id}) } AS circular
WHERE comment.page <> parent.page OR circular OR parents > 1
RETURN talk.title AS page,
       CASE WHEN comment.page <> parent.page THEN 'other page' WHEN circular THEN 'circle' ELSE 'two parents' END AS fault,
       parent.id AS parent_id, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, parent_id;
