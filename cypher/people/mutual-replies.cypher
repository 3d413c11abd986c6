// question: Which pairs of users answered each other, and how evenly?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: one string: name of the first user of the pair
// column: other string: name of the second
// column: answers int: number of answers by the first user to the second
// column: answers_back int: number of answers by the second to the first
// column: share float: answers of the less active side, as a share of all between the two, 0 to 0.5
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (one:User)-[answers:REPLIES_TO]->(other:User)
// tags: threads
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(reply:Comment)-[:REPLIES_TO]->(comment:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (reply:Comment)<-[:WROTE]-(replier:User)
MATCH (comment:Comment)<-[:WROTE]-(asker:User)
WHERE replier.id <> asker.id
WITH reply, replier.id < asker.id AS forth,
     CASE WHEN replier.id < asker.id THEN replier.id ELSE asker.id END AS low,
     CASE WHEN replier.id < asker.id THEN asker.id ELSE replier.id END AS high,
     CASE WHEN replier.id < asker.id THEN replier.name ELSE asker.name END AS one,
     CASE WHEN replier.id < asker.id THEN asker.name ELSE replier.name END AS other
WITH low, high, one, other, sum(CASE WHEN forth THEN 1 ELSE 0 END) AS answers,
     sum(CASE WHEN forth THEN 0 ELSE 1 END) AS answers_back, min(reply.timestamp) AS first, max(reply.timestamp) AS last
WHERE answers > 0 AND answers_back > 0
RETURN one, other, answers, answers_back,
       CASE WHEN answers < answers_back THEN answers ELSE answers_back END / toFloat(answers + answers_back) AS share,
       first, last
ORDER BY answers + answers_back DESC, low, high;
