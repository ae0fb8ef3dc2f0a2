"""What the outbox announces to whoever knows the people behind its addresses (signatories/reactions.py listens).

Sent inside the transaction that gives the mail up. A receiver that fails is logged, and the mail is given up all the
same: what becomes of one mail must not stop the others.
"""

from django.dispatch import Signal

mailbox_gone = Signal()  # email; words: the mail server's own, without the address
