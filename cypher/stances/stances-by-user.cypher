// question: Who supports and opposes how often, and how often in line with what came of it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user
// column: stances int: number of proposals that the user took a side on
// column: supports int: on how many the last word is to support
// column: opposes int: the same, to oppose
// column: neutral int: the same, to take no side
// column: with_outcome int: supported and implemented, in part included, or opposed and declined
// column: against_outcome int: supported and declined, or opposed and implemented
// column: user_id string: id of the user
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, proposing, proposal, person, comment, opinion
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, type(opinion)
WITH talk, proposing, proposal, person, last(collect(comment)) AS comment, last(collect(opinion)) AS opinion
WITH person, type(opinion) AS side, proposal.status CONTAINS 'implemented' AS done, proposal.status = 'declined' AS refused
RETURN person.name AS user, count(side) AS stances, sum(CASE WHEN side = 'ENDORSES' THEN 1 ELSE 0 END) AS supports,
       sum(CASE WHEN side = 'OPPOSES' THEN 1 ELSE 0 END) AS opposes,
       sum(CASE WHEN side = 'NEUTRAL_ON' THEN 1 ELSE 0 END) AS neutral,
       sum(CASE WHEN (side = 'ENDORSES' AND done) OR (side = 'OPPOSES' AND refused) THEN 1 ELSE 0 END) AS with_outcome,
       sum(CASE WHEN (side = 'ENDORSES' AND refused) OR (side = 'OPPOSES' AND done) THEN 1 ELSE 0 END) AS against_outcome,
       person.id AS user_id
ORDER BY stances DESC, user_id;
