// question: What is the last word of each user on each version?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: user string = null: only this user, by name
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: label string: name of the proposal on the page
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: user string: name of the user
// column: stance string: support, support with changes, oppose or neutral
// column: strength string: weak, plain or strong
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: Stances that were struck out are left aside.
// cost: page
// view: (user:User)-[stance:ENDORSES]->(proposal_id:Proposal)
// tags: people proposals
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, proposing, proposal, person, comment, opinion
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, type(opinion)
WITH talk, proposing, proposal, person, last(collect(comment)) AS comment, last(collect(opinion)) AS opinion
WHERE $user IS NULL OR person.name = $user
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.name AS label, proposal.text AS text,
       proposal.status AS status, person.name AS user,
       CASE
         WHEN type(opinion) = 'OPPOSES' THEN 'oppose'
         WHEN type(opinion) = 'NEUTRAL_ON' THEN 'neutral'
         WHEN opinion.with_changes THEN 'support with changes'
         ELSE 'support'
       END AS stance,
       opinion.strength AS strength, comment.timestamp AS time, opinion.quote AS quote, opinion.rule AS rule,
       opinion.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, time, person.id;
