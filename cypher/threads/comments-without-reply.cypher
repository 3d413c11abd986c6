// question: Which comments that began a thread were never answered?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: limit int 1..10000 = 50: at most this many rows
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the author
// column: time datetime: time of the comment, UTC
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND NOT EXISTS { MATCH (comment:Comment)-[:REPLIES_TO]->(:Comment) }
  AND NOT EXISTS { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment) }
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, place.heading AS section, author.name AS user, comment.timestamp AS time,
       comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, author.id
LIMIT $limit;
