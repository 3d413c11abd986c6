// question: How many proposals of each kind ended how?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: kind string: wording, edit, move, merge, delete, option or other
// column: status string: what became of the proposal
// column: proposals int: number of proposals
// column: authors int: number of users who made them
// column: median_confidence float: median of how sure the rules are that found them, 0 to 1
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (proposing:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
RETURN proposal.kind AS kind, proposal.status AS status, count(DISTINCT proposal) AS proposals,
       count(DISTINCT writer) AS authors, percentileCont(proposal.confidence, 0.5) AS median_confidence,
       min(proposing.timestamp) AS first, max(proposing.timestamp) AS last
ORDER BY kind, status;
