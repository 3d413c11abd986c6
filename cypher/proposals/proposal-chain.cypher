// question: How did each proposal come from earlier ones, by whom, and what became of it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: chain string: id of the earliest proposal that this one goes back to, its own if there is none
// column: version int: 1 plus the number of earlier proposals that this one goes back to
// column: proposal_id string: id of the proposal
// column: author string: name of the user who made it
// column: proposed datetime: when, UTC
// column: kind string: wording, edit, move, merge, delete, option or other
// column: label string: its name on the page
// column: text string: the wording or description, verbatim
// column: amends string: id of the proposal that it varies; a proposal that varies several has a row for each
// column: similarity float: share of words in common with the one that it varies, 0 to 1
// column: amends_rule string: id of the rule that linked the two
// column: amends_confidence float: how sure that rule is, 0 to 1
// column: status string: what became of it
// column: decided_by string: name of the user whose comment decided it, the last one if several did
// column: decided datetime: when, UTC
// column: decision string: the deciding words, verbatim
// column: decision_rule string: id of the rule that read them
// column: decision_confidence float: how sure that rule is, 0 to 1
// column: decision_link string: address of the deciding comment on the wiki, else its id
// column: rule string: id of the rule that found the proposal
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// tags: outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
WITH talk, comment, proposal, COLLECT {
       MATCH (proposal:Proposal)-[:AMENDS*1..]->(earlier:Proposal)<-[:PROPOSES]-(source:Comment)
       WITH DISTINCT earlier, source
       ORDER BY source.position, earlier.id
       RETURN {id: earlier.id, position: source.position}
     } AS versions, last(COLLECT {
       MATCH (proposal:Proposal)<-[decides:DECIDES]-(deciding:Comment)
       OPTIONAL MATCH (deciding:Comment)<-[:WROTE {role: 'author'}]-(decider:User)
       WITH deciding, decides, decider
       ORDER BY deciding.timestamp IS NOT NULL, deciding.timestamp, deciding.position
       RETURN {
         user: decider.name, time: deciding.timestamp, quote: decides.quote, rule: decides.rule,
         confidence: decides.confidence, link: coalesce(deciding.url, deciding.id)
       }
     }) AS verdict
WITH talk, comment, proposal, verdict, size(versions) + 1 AS version, head(versions).id AS oldest,
     head(versions).position AS earliest
OPTIONAL MATCH (writer:User)-[:WROTE {role: 'author'}]->(comment:Comment)
OPTIONAL MATCH (proposal:Proposal)-[amending:AMENDS]->(before:Proposal)
RETURN talk.title AS page, coalesce(oldest, proposal.id) AS chain, version, proposal.id AS proposal_id,
       writer.name AS author, comment.timestamp AS proposed, proposal.kind AS kind, proposal.name AS label,
       proposal.text AS text, before.id AS amends, amending.similarity AS similarity, amending.rule AS amends_rule,
       amending.confidence AS amends_confidence, proposal.status AS status, verdict.user AS decided_by,
       verdict.time AS decided, verdict.quote AS decision, verdict.rule AS decision_rule,
       verdict.confidence AS decision_confidence, verdict.link AS decision_link, proposal.rule AS rule,
       proposal.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, coalesce(earliest, comment.position), chain, comment.position, proposal.id, before.id;
