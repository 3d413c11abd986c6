// question: What became of proposals in whose support or opposition a policy was invoked?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: policy string: title of the policy, guideline or essay
// column: side string: support or oppose
// column: status string: what became of the proposal
// column: proposals int: number of proposals
// column: proposal_ids string[]: their ids
// column: confidence float: how sure the least sure rule is that read the policy or the side, 0 to 1
// column: links string[]: addresses of these comments on the wiki, else their ids; oldest first
// column: policy_id string: id of the policy
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: That a policy was invoked before an outcome does not say that it brought it about.
// cost: page
// tags: outcomes stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES]-(comment:Comment)-[invokes:INVOKES]->(norm:Policy)
WHERE NOT coalesce(opinion.struck, false)
WITH norm, CASE type(opinion) WHEN 'ENDORSES' THEN 'support' ELSE 'oppose' END AS side, proposal, comment,
     CASE WHEN opinion.confidence < invokes.confidence THEN opinion.confidence ELSE invokes.confidence END AS sure
ORDER BY comment.timestamp, comment.position, comment.id, proposal.id
RETURN norm.title AS policy, side, proposal.status AS status, count(DISTINCT proposal) AS proposals,
       collect(DISTINCT proposal.id) AS proposal_ids, min(sure) AS confidence,
       collect(DISTINCT coalesce(comment.url, comment.id)) AS links, norm.id AS policy_id
ORDER BY policy_id, side, status;
