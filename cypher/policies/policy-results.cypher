// question: Where a policy was invoked for or against a proposal, how often did it go that way, and who answered?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: policy string: title of the policy, guideline or essay
// column: comments int: number of comments that invoke it
// column: answered int: how many of them somebody else answered
// column: median_reply_hours float: median of the hours to the first such answer; null where there is none with a time
// column: decided int: sides that they take on proposals which were then adopted or refused
// column: won int: how many of these proposals went that way
// column: won_share float: share of those, 0 to 1
// column: policy_id string: id of the policy
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: That a policy was invoked before an outcome does not say that it brought it about.
// cost: page
// tags: outcomes stances
// since: 0.2.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:INVOKES]->(norm:Policy)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH DISTINCT norm, comment
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH norm, comment, coalesce(author.id, '') AS author_id
OPTIONAL MATCH (comment:Comment)<-[:REPLIES_TO]-(reply:Comment)
OPTIONAL MATCH (reply:Comment)<-[:WROTE {role: 'author'}]-(replier:User)
WITH norm, comment, CASE WHEN coalesce(replier.id, '') <> author_id THEN reply END AS reply
WITH norm, comment, count(reply) AS replies, min(reply.timestamp) AS replied
WITH norm, comment, replies, (replied.epochSeconds - comment.timestamp.epochSeconds) / 3600.0 AS apart
WITH norm, comment, replies, CASE WHEN apart < 0.0 THEN 0.0 ELSE apart END AS hours
OPTIONAL MATCH (comment:Comment)-[opinion:ENDORSES|OPPOSES]->(proposal:Proposal)
WHERE NOT coalesce(opinion.struck, false)
WITH norm, comment, replies, hours, type(opinion) AS side,
     proposal.status IN ['implemented', 'partly implemented', 'accepted'] AS adopted,
     proposal.status IN ['declined', 'withdrawn', 'reverted'] AS refused
WITH norm, comment, replies, hours, sum(CASE WHEN adopted OR refused THEN 1 ELSE 0 END) AS decided,
     sum(CASE WHEN (adopted AND side = 'ENDORSES') OR (refused AND side = 'OPPOSES') THEN 1 ELSE 0 END) AS won
WITH norm, count(comment) AS comments, sum(CASE WHEN replies > 0 THEN 1 ELSE 0 END) AS answered,
     percentileCont(hours, 0.5) AS median_reply_hours, sum(decided) AS decided, sum(won) AS won
RETURN norm.title AS policy, comments, answered, median_reply_hours, decided, won,
       CASE WHEN decided > 0 THEN won / toFloat(decided) END AS won_share, norm.id AS policy_id
ORDER BY comments DESC, policy_id;
