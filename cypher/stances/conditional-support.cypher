// question: Who supported what on a condition, and did a later version answer it?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: user string: name of the user
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: later_versions int: number of versions made after that comment
// column: later_support bool: the user supports one of them, struck-out stances aside
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: store
// tags: people
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE opinion.with_changes AND NOT coalesce(opinion.struck, false)
OPTIONAL MATCH (proposal:Proposal)<-[:AMENDS*1..]-(newer:Proposal)<-[:PROPOSES]-(source:Comment)
WHERE source.timestamp >= comment.timestamp
OPTIONAL MATCH (newer:Proposal)<-[support:ENDORSES]-(:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(support.struck, false)
WITH talk, proposing, proposal, opinion, comment, person, count(DISTINCT newer) AS later_versions,
     count(support) > 0 AS later_support
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.text AS text, person.name AS user,
       comment.timestamp AS time, opinion.quote AS quote, opinion.rule AS rule, opinion.confidence AS confidence,
       later_versions, later_support, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, comment.position, comment.id, person.id;
