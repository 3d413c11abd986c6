// question: Which sources do both supporters and opponents of the same proposal cite?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: proposal_id string: id of the proposal
// column: text string: the wording or description, verbatim
// column: source_id string: id of the source
// column: title string: title of the work
// column: supporting int: number of supporting comments that cite it
// column: opposing int: number of opposing comments that cite it
// column: users string[]: names of their authors
// column: quotes string[]: the words that cite it, verbatim
// column: confidence float: how sure the least sure rule is that read them, 0 to 1
// column: links string[]: addresses of these comments on the wiki, else their ids; oldest first
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: stances
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES]-(comment:Comment)-[cites:CITES]->(source:Source)
WHERE NOT coalesce(opinion.struck, false)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH talk, proposing, proposal, source, comment, author, type(opinion) AS side, cites
ORDER BY comment.timestamp, comment.position, comment.id, author.id
WITH talk, proposing, proposal, source, count(DISTINCT CASE WHEN side = 'ENDORSES' THEN comment.id END) AS supporting,
     count(DISTINCT CASE WHEN side = 'OPPOSES' THEN comment.id END) AS opposing, collect(DISTINCT author.name) AS users,
     collect(DISTINCT cites.quote) AS quotes, collect(DISTINCT coalesce(comment.url, comment.id)) AS links,
     min(cites.confidence) AS confidence
WHERE supporting > 0 AND opposing > 0
RETURN talk.title AS page, proposal.id AS proposal_id, proposal.text AS text, source.id AS source_id,
       source.title AS title, supporting, opposing, users, quotes, confidence, links
ORDER BY talk.id, proposing.position, proposal.id, source_id;
