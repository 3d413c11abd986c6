// question: Which users still oppose which proposal, by their last word on it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: status string = null: only proposals with this status, such as open or implemented
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: label string: name of the proposal on the page
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: user string: name of the user whose last stance on it, struck-out ones aside, is to oppose
// column: strength string: weak, plain or strong
// column: time datetime: time of the objecting comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: people proposals
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($status IS NULL OR proposal.status = $status)
// Begins at the proposal that is known: the embedded engine walks a pattern from left to right.
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, proposing, proposal, person, comment, opinion
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, type(opinion)
WITH talk, proposing, proposal, person, last(collect(comment)) AS comment, last(collect(opinion)) AS opinion
WHERE type(opinion) = 'OPPOSES'
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.name AS label, proposal.text AS text,
       proposal.status AS status, person.name AS user, opinion.strength AS strength, comment.timestamp AS time,
       opinion.quote AS quote, opinion.rule AS rule, opinion.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, time, person.id;
