"""Mails as people paste or drop them, read without a database: who asks, when, and in which words.

wish_of              what a text wants
Mail, Message        what was read; ``Mail.message`` is the one that asks
read_pasted          one mail or ten, from a text
read_one             a text that is known to be one mail
texts_of             an .eml file, as such texts; raises Unreadable with a sentence
"""

from .eml import TEXT, Unreadable, texts_of
from .messages import Mail, Message, Person
from .pasted import clean, read_one, read_pasted
from .wishes import Wish, sentences

__all__ = [
    "TEXT",
    "Mail",
    "Message",
    "Person",
    "Unreadable",
    "Wish",
    "clean",
    "read_one",
    "read_pasted",
    "sentences",
    "texts_of",
]
