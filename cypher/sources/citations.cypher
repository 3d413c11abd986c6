// question: Who cited which source, where and in which words?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: source string = null: only this source, by its id or title
// column: source_id string: id of the source
// column: title string: title of the work
// column: date string: as precise as given
// column: url string: address of the work
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the author
// column: time datetime: time of the comment, UTC
// column: reference string: the reference as written
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (user:User)-[:CITES]->(source_id:Source)
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[cites:CITES]->(work:Source)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($source IS NULL OR work.id = $source OR work.title = $source)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN work.id AS source_id, work.title AS title, work.date AS date, work.url AS url, talk.title AS page,
       place.heading AS section, author.name AS user, comment.timestamp AS time, cites.text AS reference,
       cites.quote AS quote, cites.rule AS rule, cites.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY source_id, talk.id, comment.position, comment.id, author.id;
