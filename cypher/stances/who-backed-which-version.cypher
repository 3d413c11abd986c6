// question: Who endorsed, opposed or took no side on which version, in which words?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: version int: 1 plus the number of earlier proposals that this one goes back to
// column: label string: name of the proposal on the page
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: user string: name of the user; a cosigned comment has a row for each who signed it
// column: stance string: support, support with changes, oppose or neutral
// column: strength string: weak, plain or strong
// column: struck bool: withdrawn by strike-through
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// tags: people proposals
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
OPTIONAL MATCH (proposal:Proposal)-[:AMENDS*1..]->(earlier:Proposal)
WITH talk, proposing, proposal, count(DISTINCT earlier) + 1 AS version
MATCH (comment:Comment)-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]->(proposal:Proposal)
OPTIONAL MATCH (person:User)-[:WROTE]->(comment:Comment)
RETURN talk.title AS page, proposal.id AS proposal_id, version, proposal.name AS label, proposal.text AS text,
       proposal.status AS status, person.name AS user,
       CASE
         WHEN type(opinion) = 'OPPOSES' THEN 'oppose'
         WHEN type(opinion) = 'NEUTRAL_ON' THEN 'neutral'
         WHEN opinion.with_changes THEN 'support with changes'
         ELSE 'support'
       END AS stance,
       opinion.strength AS strength, coalesce(opinion.struck, false) AS struck, comment.timestamp AS time,
       opinion.quote AS quote, opinion.rule AS rule, opinion.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, time, comment.position, comment.id, stance, person.id;
