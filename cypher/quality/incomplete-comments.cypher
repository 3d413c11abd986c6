// question: Which comments lack an author or a time?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: signature string: signed, unsigned-template or none
// column: user string: name of the author
// column: time datetime: time of the comment, UTC
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH talk, place, comment, author
WHERE author IS NULL OR comment.timestamp IS NULL
RETURN talk.title AS page, place.heading AS section, comment.signature AS signature, author.name AS user,
       comment.timestamp AS time, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, author.id;
