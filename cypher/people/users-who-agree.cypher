// question: Which users took the same side, and how often opposite ones, by their last words on each proposal?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: one string: name of the first user of the pair
// column: other string: name of the second
// column: together int: number of proposals that both support or both oppose
// column: apart int: number of proposals that one supports and the other opposes
// column: proposals string[]: ids of these proposals
// column: one_id string: id of the first user
// column: other_id string: id of the second user
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, proposing, proposal, person, comment, opinion
ORDER BY comment.timestamp IS NOT NULL, comment.timestamp, comment.position, opinion.start, type(opinion)
WITH talk, proposing, proposal, person, last(collect(comment)) AS comment, last(collect(opinion)) AS opinion
WHERE type(opinion) <> 'NEUTRAL_ON'
WITH proposal, person, type(opinion) AS side
ORDER BY person.id
WITH proposal, collect({id: person.id, name: person.name, side: side}) AS sides
UNWIND sides AS left
UNWIND sides AS right
WITH proposal, left, right
WHERE left.id < right.id
WITH left.id AS low, right.id AS high, left.name AS one, right.name AS other, left.side = right.side AS same, proposal
ORDER BY proposal.id
RETURN one, other, sum(CASE WHEN same THEN 1 ELSE 0 END) AS together, sum(CASE WHEN same THEN 0 ELSE 1 END) AS apart,
       collect(proposal.id) AS proposals, low AS one_id, high AS other_id
ORDER BY together + apart DESC, one_id, other_id;
