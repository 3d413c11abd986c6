// question: Which comments have more than one author?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: authors string[]: names of the users who are said to be its author
// column: text string: the comment, verbatim
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: There are no rows if all is well.
// cost: page
// tags: invariants
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE {role: 'author'}]-(person:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH talk, comment, count(person) AS signers
WHERE signers > 1
MATCH (comment:Comment)<-[:WROTE {role: 'author'}]-(person:User)
WITH talk, comment, person
ORDER BY person.name, person.id
WITH talk, comment, collect(person.name) AS authors
RETURN talk.title AS page, authors, comment.text AS text, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id;
