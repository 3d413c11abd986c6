// question: Which discussions were closed, by whom, when and with which result?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: closer string: name of the user who closed it
// column: closed datetime: when, UTC
// column: result string: the closing words, verbatim
// column: comments int: number of comments
// column: users int: number of users who signed them
// column: days float: days of 24 hours from the first comment to the closing
// column: link string: address of the first comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND (place.closed_by IS NOT NULL OR place.closed_at IS NOT NULL OR place.result IS NOT NULL)
WITH talk, place, comment
ORDER BY comment.position, comment.id
WITH talk, place, count(comment) AS comments, min(comment.timestamp) AS first,
     head(collect(coalesce(comment.url, comment.id))) AS link
RETURN talk.title AS page, place.heading AS section, place.closed_by AS closer, place.closed_at AS closed,
       place.result AS result, comments,
       COUNT { MATCH (place:Section)<-[:IN_SECTION]-(:Comment)<-[:WROTE]-(person:User) RETURN DISTINCT person } AS users,
       (place.closed_at.epochSeconds - first.epochSeconds) / 86400.0 AS days, link
ORDER BY talk.id, place.position, place.id;
