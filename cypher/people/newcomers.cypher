// question: Which users signed only a few comments, or have no account, and how did they begin?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// param: most int 1..1000 = 1: at most this many comments, for a user with an account
// column: user string: name of the user
// column: kind string: registered, temporary, ip or imported
// column: comments int: number of comments signed
// column: answered int: how many of them got an answer
// column: page string: title of the page of the first one
// column: section string: heading of the section
// column: time datetime: time of the first one, UTC
// column: text string: the first comment, verbatim
// column: link string: address of the first one on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// caveat: It counts what is in the store: who is new here may have written elsewhere for years.
// cost: page
// since: 0.1.0

// Who is new is found first, so that only their comments are put in order.
MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH person, count(comment) AS comments
WHERE comments <= $most OR person.kind <> 'registered'
MATCH (person:User)-[:WROTE]->(comment:Comment)-[:IN_SECTION]->(place:Section)-[:ON_PAGE]->(talk:Page)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
WITH person, comments, talk, place, comment, COUNT { MATCH (comment:Comment)<-[:REPLIES_TO]-(:Comment) } AS replies
ORDER BY comment.timestamp IS NULL, comment.timestamp, comment.id
WITH person, comments, sum(CASE WHEN replies > 0 THEN 1 ELSE 0 END) AS answered,
     head(collect({
       page: talk.title, section: place.heading, time: comment.timestamp, text: comment.text,
       link: coalesce(comment.url, comment.id)
     })) AS begin
RETURN person.name AS user, person.kind AS kind, comments, answered, begin.page AS page, begin.section AS section,
       begin.time AS time, begin.text AS text, begin.link AS link
ORDER BY time, person.id;
