"""What a letter announces to whoever holds its names (signatories/reactions.py listens).

Each signal is sent inside the transaction of the step, with ``letter``, ``by`` (a user or None) and ``reason``.
A receiver that fails undoes the step.
"""

from django.dispatch import Signal

review_requested = Signal()
returned_to_draft = Signal()
published = Signal()  # also: version
version_published = Signal()  # also: version; agreed, the keys of those who agreed to it beforehand
deadline_changed = Signal()  # also: change; tell, whether those who signed hear of it
sealing = Signal()  # also: at. Before the letter is held, so that nobody waits while its names are frozen
sealed = Signal()  # also: told, whether its signatories are
recalled = Signal()
delivered = Signal()  # also: deliveries, tell
released = Signal()
release_changed = Signal()  # a release by the clock was set, moved or cancelled
delivery_recorded = Signal()  # also: deliveries, tell
answered = Signal()  # also: answer, tell
outcome_recorded = Signal()  # also: outcome
record_struck = Signal()
succeeded = Signal()  # letter: the new draft; also: earlier
