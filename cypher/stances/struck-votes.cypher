// question: Which stances were struck out, and what did the user say instead?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: user string: name of the user
// column: stance string: support, support with changes, oppose or neutral
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: instead string[]: what the user says on the proposal in stances that stand: support, oppose or neutral, oldest first
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)
WHERE opinion.struck
OPTIONAL MATCH (comment:Comment)<-[:WROTE]-(person:User)
OPTIONAL MATCH (person:User)-[:WROTE]->(other:Comment)-[standing:ENDORSES|OPPOSES|NEUTRAL_ON]->(proposal:Proposal)
WHERE NOT coalesce(standing.struck, false)
WITH talk, proposing, proposal, opinion, comment, person, other, standing
ORDER BY other.timestamp, other.position, standing.start, type(standing)
WITH talk, proposing, proposal, opinion, comment, person,
     collect(CASE type(standing) WHEN 'ENDORSES' THEN 'support' WHEN 'OPPOSES' THEN 'oppose' WHEN 'NEUTRAL_ON' THEN 'neutral' END) AS instead
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.text AS text, person.name AS user,
       CASE
         WHEN type(opinion) = 'OPPOSES' THEN 'oppose'
         WHEN type(opinion) = 'NEUTRAL_ON' THEN 'neutral'
         WHEN opinion.with_changes THEN 'support with changes'
         ELSE 'support'
       END AS stance,
       comment.timestamp AS time, opinion.quote AS quote, opinion.rule AS rule, opinion.confidence AS confidence,
       instead, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, comment.position, comment.id, stance, person.id;
