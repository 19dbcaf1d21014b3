"""What becomes of records: how long they are kept, who holds them, and who is given a copy.

Nothing here goes without a person's word, unless the partnership has said so for replaced rolls.
"""
