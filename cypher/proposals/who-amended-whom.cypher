// question: Whose proposals did who amend, how much, and what became of the amendment?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user who amended
// column: amended string: name of the user whose proposal it was
// column: page string: title of the page
// column: proposal_id string: id of the amendment
// column: earlier_id string: id of the proposal that it varies
// column: similarity float: share of words in common, 0 to 1
// column: status string: what became of the amendment
// column: time datetime: when it was amended, UTC
// column: rule string: id of the rule that linked the two
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (proposal_id:Proposal)-[similarity:AMENDS]->(earlier_id:Proposal)
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)-[amending:AMENDS]->(before:Proposal)<-[:PROPOSES]-(earlier:Comment)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (earlier:Comment)<-[:WROTE {role: 'author'}]-(owner:User)
RETURN writer.name AS user, owner.name AS amended, talk.title AS page, proposal.id AS proposal_id,
       before.id AS earlier_id, amending.similarity AS similarity, proposal.status AS status,
       comment.timestamp AS time, amending.rule AS rule, amending.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, proposal.id, before.id, writer.id, owner.id;
