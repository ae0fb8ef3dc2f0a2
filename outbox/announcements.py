"""What the outbox announces to whoever knows the people behind its addresses (signatories/reactions.py listens).

Sent inside the transaction that writes down what came of the mail. A receiver that fails is logged, and it is written
down all the same: what becomes of one mail must not stop the others. A receiver that writes does so in a savepoint.
"""

from django.dispatch import Signal

mail_taken = Signal()  # email: its server took it, so there is such a mailbox
mailbox_gone = Signal()  # email; words: the mail server's own, without the address
