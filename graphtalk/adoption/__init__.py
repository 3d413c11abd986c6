"""Whether an agreed wording or a cited work reached the article, how long it stood there and who took it out.

Pure functions from an article's revisions: `find_adoptions` for wordings, `find_cited` for works.
"""

from graphtalk.adoption.wordings import Wording, find_adoptions
from graphtalk.adoption.works import CitedWork, find_cited

__all__ = ["CitedWork", "Wording", "find_adoptions", "find_cited"]
