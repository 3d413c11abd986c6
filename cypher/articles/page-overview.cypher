// question: What does the graph hold of each page?
// param: page string = null: only this page, by its title (Talk:Earth) or id (enwiki:Talk:Earth)
// column: page string: title of the page
// column: page_id string: id of the page
// column: article string: title of the article that it discusses
// column: revision int: revision that was read
// column: sections int: number of sections
// column: comments int: number of comments
// column: unsigned int: how many of them nobody signed
// column: users int: number of users who signed
// column: proposals int: number of proposals
// column: stances int: number of stances, struck-out ones included
// column: requests int: number of requests
// column: sources int: number of different sources cited
// column: policies int: number of different policies invoked
// column: first datetime: time of the earliest comment, UTC
// column: last datetime: time of the latest comment, UTC
// column: url string: address of the page
// example: page="Talk:Merrow Bay Seal Hospital"
// cost: page
// tags: pages
// since: 0.1.0

MATCH (talk:Page)
WHERE $page IS NULL OR talk.title = $page OR talk.id = $page
OPTIONAL MATCH (talk:Page)-[:DISCUSSES]->(subject:Article)
WITH talk, min(subject.title) AS article
OPTIONAL MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(comment:Comment)
OPTIONAL MATCH (person:User)-[:WROTE]->(comment:Comment)
WITH talk, article, count(DISTINCT comment) AS comments, count(DISTINCT person) AS users,
     count(DISTINCT CASE WHEN person IS NULL THEN comment END) AS unsigned,
     min(comment.timestamp) AS first, max(comment.timestamp) AS last
RETURN talk.title AS page, talk.id AS page_id, article, talk.revision AS revision,
       COUNT { MATCH (talk:Page)<-[:ON_PAGE]-(:Section) } AS sections, comments, unsigned,
       users,
       COUNT {
         MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:PROPOSES]->(:Proposal)
       } AS proposals,
       COUNT {
         MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:ENDORSES|OPPOSES|NEUTRAL_ON]->(:Proposal)
       } AS stances,
       COUNT { MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:OPENS]->(:Request) } AS requests,
       COUNT {
         MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:CITES]->(source:Source)
         RETURN DISTINCT source
       } AS sources,
       COUNT {
         MATCH (talk:Page)<-[:ON_PAGE]-(:Section)<-[:IN_SECTION]-(:Comment)-[:INVOKES]->(norm:Policy)
         RETURN DISTINCT norm
       } AS policies,
       first, last, talk.url AS url
ORDER BY page, page_id;
