// question: For which comments is it a guess whom they answer?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: below float 0..1 = 1.0: only where the rule is less sure than this
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the author
// column: time datetime: time of the comment, UTC
// column: answers string: name of the author of the comment that it is taken to answer
// column: rule string: id of the rule that guessed
// column: confidence float: how sure that rule is, 0 to 1
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// column: parent_link string: address of the comment that it is taken to answer, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[reply:REPLIES_TO]->(parent:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND reply.confidence < $below
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
OPTIONAL MATCH (parent:Comment)<-[:WROTE {role: 'author'}]-(owner:User)
RETURN talk.title AS page, place.heading AS section, author.name AS user, comment.timestamp AS time,
       owner.name AS answers, reply.rule AS rule, reply.confidence AS confidence, comment.text AS text,
       coalesce(comment.url, comment.id) AS link, coalesce(parent.url, parent.id) AS parent_link
ORDER BY confidence, talk.id, comment.position, comment.id, author.id, owner.id;
