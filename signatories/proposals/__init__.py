"""What the application proposes for a reply: whom to add, for whom asked, when; and what speaks against it.

It proposes, staff decide. Only what is clear in every respect is offered without a second look.
"""

from .proposal import Proposal, Row
from .proposer import Proposer, own_people

__all__ = ["Proposal", "Proposer", "Row", "own_people"]
