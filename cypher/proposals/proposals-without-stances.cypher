// question: On which proposals did nobody take a side?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: proposal_id string: id of the proposal
// column: author string: name of the user who made it
// column: time datetime: when, UTC
// column: kind string: wording, edit, move, merge, delete, option or other
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: quote string: the words that propose it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[proposes:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, place, comment, proposes, proposal,
     COUNT { MATCH (proposal:Proposal)<-[:ENDORSES|OPPOSES|NEUTRAL_ON]-(:Comment) } AS stances
WHERE stances = 0
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
RETURN talk.title AS page, place.heading AS section, proposal.id AS proposal_id, writer.name AS author,
       comment.timestamp AS time, proposal.kind AS kind, proposal.text AS text, proposal.status AS status,
       proposes.quote AS quote, proposes.rule AS rule, proposes.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, proposal.id, writer.id;
