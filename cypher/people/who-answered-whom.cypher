// question: Who answered whom, how often and when?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: since datetime = null: only answers at or after this time, UTC
// column: answerer string: name of the user who answered
// column: answered string: name of the user who was answered; answers to oneself do not count
// column: answers int: number of answering comments, cosigned ones included
// column: first datetime: time of the first answer, UTC
// column: last datetime: time of the last answer, UTC
// column: links string[]: addresses of the answers on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (answerer:User)-[answers:REPLIES_TO]->(answered:User)
// tags: threads
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(reply:Comment)-[:REPLIES_TO]->(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($since IS NULL OR reply.timestamp >= datetime($since))
MATCH (replier:User)-[:WROTE]->(reply:Comment)
MATCH (other:User)-[:WROTE]->(comment:Comment)
WHERE other.id <> replier.id
WITH replier, other, reply, reply.timestamp.epochSeconds AS seconds, reply.id AS reply_id
ORDER BY seconds, reply_id
WITH replier, other, collect(reply.timestamp) AS times, collect(coalesce(reply.url, reply_id)) AS links
WITH replier.name AS answerer, other.name AS answered, size(links) AS answers, head(times) AS first,
     last(times) AS last, links, replier.id AS replier_id, other.id AS other_id
RETURN answerer, answered, answers, first, last, links
ORDER BY answers DESC, replier_id, other_id;
