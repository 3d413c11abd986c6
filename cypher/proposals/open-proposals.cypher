// question: Which proposals did nobody decide, and how do they stand?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: section string: heading of the section
// column: proposal_id string: id of the proposal
// column: author string: name of the user who made it
// column: proposed datetime: when, UTC
// column: kind string: wording, edit, move, merge, delete, option or other
// column: text string: the wording or description, verbatim
// column: supporters int: number of users whose last stance on it, struck-out ones aside, is to support
// column: opponents int: the same, to oppose
// column: neutrals int: the same, to take no side
// column: last_stance datetime: time of the latest of all these stances, UTC
// column: quiet_days float: days of 24 hours from proposal or last stance to the latest comment of the page
// column: rule string: id of the rule that found it
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the proposing comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: Silence is counted up to the latest comment of the page as it was imported, not up to today.
// cost: page
// tags: outcomes
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(proposing:Comment)-[:PROPOSES]->(proposal:Proposal)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page) AND proposal.status = 'open'
OPTIONAL MATCH (proposal:Proposal)<-[opinion:ENDORSES|OPPOSES|NEUTRAL_ON]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE NOT coalesce(opinion.struck, false)
WITH talk, place, proposing, proposal, person, comment, opinion
ORDER BY talk.id, proposing.position, proposal.id, comment.timestamp IS NOT NULL, comment.timestamp, comment.position,
         opinion.start, type(opinion)
WITH talk, place, proposing, proposal, person, max(comment.timestamp) AS latest, last(collect(type(opinion))) AS side
WITH talk, place, proposing, proposal, sum(CASE WHEN side = 'ENDORSES' THEN 1 ELSE 0 END) AS supporters,
     sum(CASE WHEN side = 'OPPOSES' THEN 1 ELSE 0 END) AS opponents,
     sum(CASE WHEN side = 'NEUTRAL_ON' THEN 1 ELSE 0 END) AS neutrals, max(latest) AS last_stance
OPTIONAL MATCH (proposing:Comment)<-[:WROTE {role: 'author'}]-(writer:User)
OPTIONAL MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(newest:Comment)
WITH talk, place, proposing, proposal, supporters, opponents, neutrals, last_stance, writer,
     max(newest.timestamp) AS newest_time
RETURN talk.title AS page, place.heading AS section, proposal.id AS proposal_id, writer.name AS author,
       proposing.timestamp AS proposed, proposal.kind AS kind, proposal.text AS text, supporters, opponents, neutrals,
       last_stance,
       (newest_time.epochSeconds - coalesce(last_stance, proposing.timestamp).epochSeconds) / 86400.0 AS quiet_days,
       proposal.rule AS rule, proposal.confidence AS confidence, coalesce(proposing.url, proposing.id) AS link
ORDER BY talk.id, proposing.position, proposal.id, writer.id;
