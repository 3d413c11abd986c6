// question: What became of the proposals of users who declare an interest in the article?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: user string: name of the user
// column: parties string[]: whom the interest is with
// column: declarations string[]: the declaring words, verbatim
// column: proposals int: number of proposals that the user made on the page
// column: implemented int: how many were implemented, in part included
// column: declined int: how many were declined
// column: open int: how many nobody decided
// column: before_declaring int: how many were made before the first declaration
// column: supports int: number of stances of the user that support proposals of others
// column: opposes int: the same, oppose
// column: page_id string: id of the page
// column: user_id string: id of the user
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people proposals
// since: 0.1.0

MATCH (talk:Page)-[:DISCUSSES]->(:Article)<-[interest:DECLARES_INTEREST_IN]-(person:User)-[:WROTE]->(declaring:Comment)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND declaring.id = interest.comment
WITH talk, person, interest, declaring
ORDER BY declaring.timestamp, declaring.id
WITH talk, person, collect(DISTINCT interest.party) AS parties, collect(DISTINCT interest.quote) AS declarations,
     min(declaring.timestamp) AS declared
OPTIONAL MATCH (person:User)-[:WROTE {role: 'author'}]->(made:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE proposal.page = talk.id
WITH talk, person, parties, declarations, count(proposal) AS proposals,
     sum(CASE WHEN proposal.status CONTAINS 'implemented' THEN 1 ELSE 0 END) AS implemented,
     sum(CASE WHEN proposal.status = 'declined' THEN 1 ELSE 0 END) AS declined,
     sum(CASE WHEN proposal.status = 'open' THEN 1 ELSE 0 END) AS open,
     sum(CASE WHEN made.timestamp < declared THEN 1 ELSE 0 END) AS before_declaring
OPTIONAL MATCH (person:User)-[:WROTE]->(:Comment)-[opinion:ENDORSES|OPPOSES]->(target:Proposal)<-[:PROPOSES]-(:Comment)<-[:WROTE {role: 'author'}]-(owner:User)
WHERE target.page = talk.id AND owner.id <> person.id AND NOT coalesce(opinion.struck, false)
RETURN talk.title AS page, person.name AS user, parties, declarations, proposals, implemented, declined, open,
       before_declaring, sum(CASE WHEN type(opinion) = 'ENDORSES' THEN 1 ELSE 0 END) AS supports,
       sum(CASE WHEN type(opinion) = 'OPPOSES' THEN 1 ELSE 0 END) AS opposes, talk.id AS page_id, person.id AS user_id
ORDER BY page_id, user_id;
