// question: How many users support, oppose or take no side on each version, by their last words?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: proposal_id string: id of the proposal
// column: label string: name of the proposal on the page
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: supporters int: number of users whose last stance on it, struck-out ones aside, is to support
// column: opponents int: the same, to oppose
// column: neutrals int: the same, to take no side
// column: last_stance datetime: time of the latest of all these stances, UTC
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: It counts users whose words a rule read; it is no finding of consensus.
// cost: page
// tags: proposals
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, place, proposing, proposal, person, comment, opinion
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, type(opinion)
WITH talk, place, proposing, proposal, person, max(comment.timestamp) AS latest, last(collect(type(opinion))) AS side
WITH talk, place, proposing, proposal, sum(CASE WHEN side = 'ENDORSES' THEN 1 ELSE 0 END) AS supporters,
     sum(CASE WHEN side = 'OPPOSES' THEN 1 ELSE 0 END) AS opponents,
     sum(CASE WHEN side = 'NEUTRAL_ON' THEN 1 ELSE 0 END) AS neutrals, max(latest) AS last_stance
RETURN talk.title AS page, place.heading AS section, proposal.id AS proposal_id, proposal.name AS label,
       proposal.text AS text, proposal.status AS status, supporters, opponents, neutrals, last_stance,
       coalesce(proposing.url, proposing.id) AS link
ORDER BY talk.id, proposing.position, proposal.id;
