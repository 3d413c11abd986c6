// question: Who was pinged, or named after an @, and never wrote below that comment?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user who was pinged
// column: asker string: name of the user who pinged them
// column: page string: title of the page
// column: section string: heading of the section
// column: time datetime: time of the comment, UTC
// column: comments int: number of comments of the user who was pinged on that page, as author
// column: quote string: the words that ping, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (asker:User)-[comments:MENTIONS]->(user:User)
// tags: threads
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[ping:MENTIONS]->(person:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND ping.kind IN ['ping', 'at']
  AND NOT EXISTS { MATCH (comment:Comment)<-[:REPLIES_TO*1..]-(:Comment)<-[:WROTE {role: 'author'}]-(person:User) }
MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WHERE author.id <> person.id
RETURN person.name AS user, author.name AS asker, talk.title AS page, place.heading AS section,
       comment.timestamp AS time, COUNT {
         MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)<-[:WROTE {role: 'author'}]-(person:User)
       } AS comments, ping.quote AS quote, ping.rule AS rule, ping.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY time, talk.id, comment.position, comment.id, person.id, author.id;
