// question: Which policies are invoked most, by how many users?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: policy string: title of the policy, guideline or essay; its shortcut where that is not known
// column: site string: name of the site
// column: comments int: number of comments that invoke it
// column: users int: number of their authors
// column: sections int: number of sections
// column: shortcuts string[]: as written
// column: first datetime: time of the earliest, UTC
// column: last datetime: time of the latest, UTC
// column: policy_id string: id of the policy
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[invokes:INVOKES]->(norm:Policy)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
WITH norm, place, comment, invokes.shortcut AS shortcut, author
ORDER BY shortcut
RETURN norm.title AS policy, norm.site AS site, count(DISTINCT comment) AS comments, count(DISTINCT author) AS users,
       count(DISTINCT place) AS sections, collect(DISTINCT shortcut) AS shortcuts, min(comment.timestamp) AS first,
       max(comment.timestamp) AS last, norm.id AS policy_id
ORDER BY comments DESC, policy_id;
