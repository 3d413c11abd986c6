// question: How fast does who answer whom?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: answerer string: name of the user who answers
// column: answered string: name of the user who is answered; answers to oneself do not count
// column: answers int: number of answers by the one as author to comments by the other as author
// column: median_hours float: median of the hours from a comment to its answer; null where no two have a time
// column: fastest_hours float: the fewest
// column: longest_hours float: the most
// column: answerer_id string: id of the user who answers
// column: answered_id string: id of the user who is answered
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: An answer that is dated before what it answers took no time.
// cost: page
// view: (answerer_id:User)-[answers:REPLIES_TO]->(answered_id:User)
// tags: threads
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(reply:Comment)-[:REPLIES_TO]->(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (replier:User)-[:WROTE {role: 'author'}]->(reply:Comment)
MATCH (other:User)-[:WROTE {role: 'author'}]->(comment:Comment)
WHERE other.id <> replier.id
WITH replier, other, (reply.timestamp.epochSeconds - comment.timestamp.epochSeconds) / 3600.0 AS apart
WITH replier, other, CASE WHEN apart < 0.0 THEN 0.0 ELSE apart END AS hours
RETURN replier.name AS answerer, other.name AS answered, count(replier) AS answers,
       percentileCont(hours, 0.5) AS median_hours, min(hours) AS fastest_hours, max(hours) AS longest_hours,
       replier.id AS answerer_id, other.id AS answered_id
ORDER BY answers DESC, answerer_id, answered_id;
