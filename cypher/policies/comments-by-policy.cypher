// question: Which comments invoke which policy?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: policy string = null: only this policy, by its title or id
// column: policy string: title of the policy, guideline or essay; its shortcut where that is not known
// column: shortcut string: as written
// column: page string: title of the page
// column: user string: name of the comment's author
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)-[invokes:INVOKES]->(norm:Policy)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($policy IS NULL OR norm.title = $policy OR norm.id = $policy)
OPTIONAL MATCH (author:User)-[:WROTE {role: 'author'}]->(comment:Comment)
RETURN norm.title AS policy, invokes.shortcut AS shortcut, talk.title AS page, author.name AS user,
       comment.timestamp AS time, invokes.quote AS quote, invokes.rule AS rule, invokes.confidence AS confidence,
       coalesce(comment.url, comment.id) AS link
ORDER BY policy, norm.id, time, comment.id;
