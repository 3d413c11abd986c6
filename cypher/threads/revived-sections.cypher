// question: Which sections were taken up again after a long silence, and by whom?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: days int 1..36500 = 30: at least this many days of 24 hours without a comment
// column: page string: title of the page
// column: section string: heading of the section
// column: before datetime: time of the last comment before the silence, UTC
// column: after datetime: time of the first one after it, UTC
// column: silent_days float: days of 24 hours between the two
// column: user string: name of the user who took it up
// column: text string: the comment that did, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND comment.timestamp IS NOT NULL
WITH talk, place, comment
ORDER BY comment.timestamp, comment.position, comment.id
WITH talk, place, collect(comment) AS said
UNWIND range(1, size(said) - 1) AS index
WITH talk, place, said[index - 1].timestamp AS before, said[index].id AS revived
MATCH (comment:Comment {id: revived})
WITH talk, place, before, comment, (comment.timestamp.epochSeconds - before.epochSeconds) / 86400.0 AS silent_days
WHERE silent_days >= $days
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, place.heading AS section, before, comment.timestamp AS after, silent_days,
       author.name AS user, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY silent_days DESC, comment.id, author.id;
