"""Children whom a school reported as leaving its roll to learn at home, and what the desk said."""
