// question: Do proposals of those who declare an interest fare otherwise than those of others?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: proposer string: interest declared, no interest declared or unsigned
// column: proposals int: number of their proposals
// column: users int: number of those who made them
// column: adopted int: how many were implemented, in part included, or accepted
// column: refused int: how many were declined, withdrawn or reverted
// column: superseded int: how many gave way to another version
// column: undecided int: how many nobody decided
// column: rate float: adopted as a share of adopted and refused, 0 to 1; null where nothing was decided
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: outcomes people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(person:User)
OPTIONAL MATCH (person:User)-[declared:DECLARES_INTEREST_IN]->(:Article)
WHERE $page IS NULL OR declared.comment STARTS WITH talk.id + '#'
WITH proposal, person, count(declared) AS interests
WITH CASE WHEN person IS NULL THEN 'unsigned' WHEN interests > 0 THEN 'interest declared'
     ELSE 'no interest declared' END AS proposer, proposal, person, coalesce(proposal.status, 'open') AS status
WITH proposer, count(DISTINCT proposal) AS proposals, count(DISTINCT person) AS users,
     sum(CASE WHEN status IN ['implemented', 'partly implemented', 'accepted'] THEN 1 ELSE 0 END) AS adopted,
     sum(CASE WHEN status IN ['declined', 'withdrawn', 'reverted'] THEN 1 ELSE 0 END) AS refused,
     sum(CASE WHEN status = 'superseded' THEN 1 ELSE 0 END) AS superseded,
     sum(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS undecided
RETURN proposer, proposals, users, adopted, refused, superseded, undecided,
       CASE WHEN adopted + refused > 0 THEN adopted / toFloat(adopted + refused) END AS rate
ORDER BY proposals DESC, proposer;
