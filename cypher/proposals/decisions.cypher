// question: Who decided which proposal, how, and how fast?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: author string: name of the user who made it
// column: text string: the wording or description, verbatim
// column: decider string: name of the user whose comment decided it; a proposal decided again has a row for each
// column: given string: the status that the comment gives
// column: days float: days of 24 hours from proposal to decision
// column: own bool: the decider made the proposal
// column: time datetime: time of the deciding comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the deciding comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (decider:User)-[given:DECIDES]->(proposal_id:Proposal)
// tags: outcomes people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[decides:DECIDES]-(comment:Comment)
OPTIONAL MATCH (proposing:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(judge:User)
RETURN talk.title AS page, proposal.id AS proposal_id, writer.name AS author, proposal.text AS text,
       judge.name AS decider, decides.status AS given,
       (comment.timestamp.epochSeconds - proposing.timestamp.epochSeconds) / 86400.0 AS days,
       coalesce(judge.id = writer.id, false) AS own, comment.timestamp AS time, decides.quote AS quote,
       decides.rule AS rule, decides.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, comment.position, comment.id, writer.id, judge.id;
