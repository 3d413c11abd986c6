// question: How broad and deep is the tree of each section, and how soon did the first answer come?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: comments int: number of comments
// column: depth int: levels of comments, 1 at the top and one more for each step of answering
// column: width int: most comments on one level
// column: replies int: comments that answer one of the section
// column: answered int: comments of the section that have such an answer
// column: branching float: answers to each comment that has one
// column: first_reply_hours float: hours from the earliest comment to the earliest answer; null where none has a time
// column: section_id string: id of the section
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: An answer that stands in another section counts where its thread begins.
// cost: page
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(root:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND NOT EXISTS { MATCH (root:Comment)-[:REPLIES_TO]->(:Comment) }
MATCH way = (root:Comment)<-[:REPLIES_TO*0..]-(comment:Comment)
WITH talk, place, length(way) AS steps, count(comment) AS wide, min(comment.timestamp) AS earliest
WITH talk, place, sum(wide) AS comments, max(steps) + 1 AS depth, max(wide) AS width,
     sum(CASE WHEN steps > 0 THEN wide ELSE 0 END) AS replies, min(earliest) AS first,
     min(CASE WHEN steps > 0 THEN earliest END) AS replied
WITH talk, place, comments, depth, width, replies, first, replied, COUNT {
       MATCH (place:Section)<-[:IN_SECTION]-(comment:Comment) WHERE EXISTS { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment) }
     } AS answered
RETURN talk.title AS page, place.heading AS section, comments, depth, width, replies, answered,
       CASE WHEN answered > 0 THEN replies / toFloat(answered) END AS branching,
       (replied.epochSeconds - first.epochSeconds) / 3600.0 AS first_reply_hours, place.id AS section_id
ORDER BY comments DESC, section_id;
