// question: Which comments link to which article, and how?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: article string = null: only this article, by its title or id
// column: article string: title of the article
// column: page string: title of the page
// column: section string: heading of the section
// column: user string: name of the author
// column: time datetime: time of the comment, UTC
// column: kind string: how it is written
// column: times int: how often
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (user:User)-[kind:LINKS_TO]->(article:Article)
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)-[reference:LINKS_TO]->(subject:Article)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
  AND ($article IS NULL OR subject.title = $article OR subject.id = $article)
OPTIONAL MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(author:User)
RETURN subject.title AS article, talk.title AS page, place.heading AS section, author.name AS user,
       comment.timestamp AS time, reference.kind AS kind, reference.count AS times, reference.quote AS quote,
       reference.rule AS rule, reference.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY subject.id, talk.id, comment.position, comment.id, author.id;
