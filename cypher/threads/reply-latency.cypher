// question: How long do comments wait for their first answer by someone else, section by section?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: comments int: number of comments with author and time
// column: answered int: how many of them someone else answered
// column: median_hours float: median of the hours to the first such answer; null where there is none
// column: longest_hours float: the longest wait, in hours
// column: section_id string: id of the section
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND comment.timestamp IS NOT NULL
OPTIONAL MATCH (comment:Comment)<-[:REPLIES_TO]-(reply:Comment)<-[:WROTE {role: 'author'}]-(replier:User)
WHERE replier.id <> author.id
WITH talk, place, comment, min(reply.timestamp) AS answered
WITH talk, place, comment, (answered.epochSeconds - comment.timestamp.epochSeconds) / 3600.0 AS hours
RETURN talk.title AS page, place.heading AS section, count(comment) AS comments, count(hours) AS answered,
       percentileCont(hours, 0.5) AS median_hours, max(hours) AS longest_hours, place.id AS section_id
ORDER BY page, section_id;
