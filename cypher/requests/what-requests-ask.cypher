// question: What does each request ask for, and what became of request and proposal?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: request_id string: id of the request
// column: kind string: kind of request
// column: outcome string: what became of the request
// column: opened datetime: when it was opened, UTC
// column: answered datetime: when it was answered, UTC
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: rule string: id of the rule that read the request
// column: confidence float: how sure that rule is, 0 to 1
// column: quote string: the words that make the request, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: proposals
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[opens:OPENS]->(request:Request)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (request:Request)-[:ASKS_FOR]->(proposal:Proposal)
RETURN talk.title AS page, request.id AS request_id, request.kind AS kind, request.outcome AS outcome,
       request.opened AS opened, request.answered AS answered, proposal.id AS proposal_id, proposal.text AS text,
       proposal.status AS status, opens.rule AS rule, opens.confidence AS confidence, opens.quote AS quote,
       coalesce(comment.url, comment.id) AS link
ORDER BY opened, request_id, proposal_id, comment.id;
