"""What an address proves, and whether that is enough (DESIGN §6, Proof).

``evidence``: what the directory says of an address. ``rules``: what a letter makes of it. ``offices``: whose it is.
A personal link will be one more `Evidence`, which `evidence` finds first and `rules.ENOUGH` names.
"""

from .offices import has_left, office_of, term_of
from .rules import Proof, counting_domains, of, of_all, proves, what_counts

__all__ = ["Proof", "counting_domains", "has_left", "of", "of_all", "office_of", "proves", "term_of", "what_counts"]
