// question: Which sources do comments for and against each proposal cite?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: status string: what became of the proposal
// column: side string: propose, support or oppose
// column: source_id string: id of the source, such as doi:10.1000/1
// column: title string: title of the work
// column: user string: name of the author of the citing comment
// column: time datetime: time of the comment, UTC
// column: quote string: the words that cite, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: A source counts for the side of the comment that cites it, even where the comment cites it to doubt it.
// cost: page
// view: (source_id:Source)-[side:CITES]->(proposal_id:Proposal)
// tags: proposals stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[relation:PROPOSES|ENDORSES|OPPOSES]-(comment:Comment)-[cites:CITES]->(source:Source)
WHERE type(relation) = 'PROPOSES' OR NOT coalesce(relation.struck, false)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.text AS text, proposal.status AS status,
       CASE type(relation) WHEN 'PROPOSES' THEN 'propose' WHEN 'ENDORSES' THEN 'support' ELSE 'oppose' END AS side,
       source.id AS source_id, source.title AS title, author.name AS user, comment.timestamp AS time,
       cites.quote AS quote, cites.rule AS rule, cites.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, comment.position, comment.id, side, source_id, author.id;
