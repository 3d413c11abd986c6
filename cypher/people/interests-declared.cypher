// question: Who declared a conflict of interest, in which article and in which words?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: user string: name of the user
// column: article string: title of the article
// column: party string: whom the interest is with
// column: page string: title of the page
// column: section string: heading of the section
// column: time datetime: time of the comment, UTC
// column: quote string: the words that show it, verbatim
// column: rule string: id of the rule that read them
// column: confidence float: how sure that rule is, 0 to 1
// column: link string: address of the comment on the wiki, else its id
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// view: (user:User)-[party:DECLARES_INTEREST_IN]->(article:Article)
// tags: requests
// since: 0.1.0

MATCH (talk:Page)<-[:ON_PAGE]-(place:Section)<-[:IN_SECTION]-(comment:Comment)<-[:WROTE]-(person:User)
WHERE ($page IS NULL OR talk.title = $page OR talk.id = $page)
MATCH (person:User)-[interest:DECLARES_INTEREST_IN]->(subject:Article)
WHERE interest.comment = comment.id
RETURN person.name AS user, subject.title AS article, interest.party AS party, talk.title AS page,
       place.heading AS section, comment.timestamp AS time, interest.quote AS quote, interest.rule AS rule,
       interest.confidence AS confidence, coalesce(comment.url, comment.id) AS link
ORDER BY talk.id, comment.position, comment.id, person.id, subject.id;
