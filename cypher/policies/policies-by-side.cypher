// question: Which policies do supporters and opponents of proposals invoke?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: policy string: title of the policy, guideline or essay
// column: supporting int: number of comments that support a proposal and invoke it
// column: opposing int: number of comments that oppose one and invoke it
// column: neutral int: number of comments that take no side and invoke it
// column: proposals int: number of proposals concerned
// column: quotes string[]: the words that invoke it, verbatim
// column: confidence float: how sure the least sure rule is that read them, 0 to 1
// column: links string[]: addresses of these comments on the wiki, else their ids; oldest first
// column: policy_id string: id of the policy
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)-[invokes:INVOKES]->(norm:Policy)
WHERE NOT coalesce(opinion.struck, false)
WITH norm, proposal, comment, invokes, type(opinion) AS side
ORDER BY comment.timestamp, comment.position, comment.id
RETURN norm.title AS policy, count(DISTINCT CASE WHEN side = 'ENDORSES' THEN comment.id END) AS supporting,
       count(DISTINCT CASE WHEN side = 'OPPOSES' THEN comment.id END) AS opposing,
       count(DISTINCT CASE WHEN side = 'NEUTRAL_ON' THEN comment.id END) AS neutral,
       count(DISTINCT proposal) AS proposals, collect(DISTINCT invokes.quote) AS quotes,
       min(invokes.confidence) AS confidence, collect(DISTINCT coalesce(comment.url, comment.id)) AS links,
       norm.id AS policy_id
ORDER BY supporting + opposing + neutral DESC, policy_id;
