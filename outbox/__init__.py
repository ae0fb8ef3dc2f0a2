"""How mail leaves: e-mails are rows, stored in the transaction that causes them and sent from there."""
