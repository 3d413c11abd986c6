// question: Which replies answer a text that was changed, struck or removed after they were written?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: author string: name of the user who wrote the comment that changed
// column: replier string: name of the user who had answered it
// column: reply_time datetime: time of the reply, UTC
// column: changed_at datetime: time of the change, UTC
// column: hours float: hours from the reply to the change
// column: change string: changed, struck, moved, removed or restored
// column: text_before string: what the replier saw
// column: text string: what stands there since
// column: reply string: text of the reply
// column: link string: address of what the revision changed, else the id of the action
// example: page="Talk:Mill"
// caveat: Only pages that were imported with --history have any.
// cost: page
// tags: history
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)<-[:CHANGED]-(action:Action)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND action.kind IN ['modification', 'deletion']
MATCH (comment:Comment)<-[:REPLIES_TO]-(answer:Comment)
WHERE answer.timestamp < action.timestamp
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (answer:Comment)<-[:WROTE {role: 'author'}]-(other:User)
RETURN talk.title AS page, writer.name AS author, other.name AS replier, answer.timestamp AS reply_time,
       action.timestamp AS changed_at,
       (action.timestamp.epochSeconds - answer.timestamp.epochSeconds) / 3600.0 AS hours, action.change AS change,
       action.text_before AS text_before, action.text AS text, answer.text AS reply,
       coalesce(action.url, action.id) AS link
ORDER BY talk.id, comment.position, answer.position, answer.id, action.revision, action.id, writer.id, other.id;
