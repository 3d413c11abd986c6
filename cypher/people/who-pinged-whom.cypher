// question: Who addressed whom, and did the one addressed write in that section afterwards?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user who addressed
// column: addressed string: name of the user addressed
// column: kind string: how it is written, such as ping
// column: page string: title of the page
// column: section string: heading of the section
// column: time datetime: time of the comment, UTC
// column: came bool: the addressed user signed a later comment of the section
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (user:User)-[kind:MENTIONS]->(addressed:User)
// tags: threads
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[mention:MENTIONS]->(target:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH talk, place, comment, mention, target, author,
     COUNT {
       MATCH (place:Section)<-[:IN_SECTION]-(later:Comment)<-[:WROTE]-(target:User)
       WHERE later.timestamp > comment.timestamp
     } AS visits
RETURN author.name AS user, target.name AS addressed, mention.kind AS kind, talk.title AS page,
       place.heading AS section, comment.timestamp AS time, visits > 0 AS came, mention.quote AS quote,
       mention.rule AS rule, mention.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, target.id;
