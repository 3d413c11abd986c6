// question: Who made how many proposals, and how did they fare?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user
// column: proposals int: number of proposals made
// column: amending int: how many of them vary an earlier one
// column: amended int: how many of them someone varied later
// column: implemented int: how many of them were implemented, in part included
// column: declined int: how many of them were declined
// column: open int: how many of them nobody decided
// column: words_surviving int: number of words of theirs in wordings that were implemented
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// column: user_id string: id of the user
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposing:Comment)<-[:WROTE {role: 'author'}]-(person:User)
WITH person, proposing, proposal, COUNT { MATCH (proposal:Proposal)-[:AMENDS]->(:Proposal) } AS varied,
     COUNT { MATCH (proposal:Proposal)<-[:AMENDS]-(:Proposal) } AS variants
WITH person, count(proposal) AS proposals, sum(CASE WHEN varied > 0 THEN 1 ELSE 0 END) AS amending,
     sum(CASE WHEN variants > 0 THEN 1 ELSE 0 END) AS amended,
     sum(CASE WHEN proposal.status CONTAINS 'implemented' THEN 1 ELSE 0 END) AS implemented,
     sum(CASE WHEN proposal.status = 'declined' THEN 1 ELSE 0 END) AS declined,
     sum(CASE WHEN proposal.status = 'open' THEN 1 ELSE 0 END) AS open,
     min(proposing.timestamp) AS first, max(proposing.timestamp) AS last
OPTIONAL MATCH (person:User)-[worded:WORDED]->(wording:Proposal)<-[:PROPOSES]-(:Comment)-[:IN_SECTION]->(:Section)-[:ON_PAGE]->(talk:Page)
WHERE wording.status IN ['implemented', 'partly implemented'] AND ($page IS NULL OR talk.title = $page OR talk.id = $page)
RETURN person.name AS user, proposals, amending, amended, implemented, declined, open,
       sum(coalesce(worded.words, 0)) AS words_surviving, first, last, person.id AS user_id
ORDER BY proposals DESC, user_id;
